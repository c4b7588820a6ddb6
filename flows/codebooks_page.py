"""docs/codebooks.md: the codes of the tables in short, from the seeds and models, each with a query on the samples.

`python -m flows.codebooks_page FILE` writes it, with what the published samples answer (`make docs`).
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from flows.queries_page import answered
from schemas.event_rules import MODES
from schemas.vocabulary import CONTEXTS, EVENT_TYPES, SECTORS
from transforms.events.rules import cameo_frame

PATH = Path(__file__).resolve().parent.parent / "docs" / "codebooks.md"
QUAD_CLASSES = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
STATUSES = {
    "actual": "it happened, or is happening, as the article has it",
    "planned": "it is to happen: announced, scheduled, intended",
    "proposed": "somebody suggests it, or asks for it",
    "promised": "the source has bound itself to it",
    "denied": "it is said not to have happened",
    "cancelled": "it was to happen and was called off",
    "hypothetical": "it would happen if something else did, or may have happened",
}
QUOTE_KINDS = {
    "direct": "the words themselves, in quotation marks or what stands for them",
    "indirect": "the writer's words for what was said",
    "mixed": "the writer's words with some of the speaker's in marks among them",
}
SECTOR_NAMES = {
    **{"GOV": "government", "MIL": "armed forces", "REB": "rebels", "OPP": "opposition", "PTY": "party"},
    **{"LEG": "legislature", "JUD": "judiciary", "SPY": "intelligence", "COP": "police", "JRN": "media"},
    **{"MED": "medical", "EDU": "education", "BUS": "business", "CVL": "civilians", "NGO": "non-governmental body"},
    **{"SOC": "civil society", "LAB": "labour", "REL": "religious", "ELI": "former elites", "CRM": "criminals"},
    **{"UAF": "unidentified armed forces", "PRM": "paramilitary", "PRE": "president's office", "AGR": "farmers"},
    **{"REF": "refugees", "IGO": "intergovernmental body", "INT": "international, of no country"},
}

HEAD = """# The codebooks in short

<!-- Made by `make docs` from seeds/cameo.csv and schemas/; the answers are what the samples give. Change it in
flows/codebooks_page.py. -->

An event is coded twice: with a **CAMEO** code (Schrodt 2012), which says in two to four digits what was done, and with
a **PLOVER** type and mode (Open Event Data Alliance), which say the same with fewer and plainer classes. All follow
from the rule that found it (`event_mentions.rule_id`, `dateline explain`). The queries are on `make samples`, as those
of [queries.md](queries.md).
"""

TYPES = """
## PLOVER types and modes

`event_type` is always there, `event_mode` only where the words give one. Statements and appeals of CAMEO's roots 01 and
02 that have no type of PLOVER are quotes, not events.
"""
TYPES_ASKED = """
What was done, in which way?

```sql
SELECT event_type, event_mode, cameo_code, source, target, trigger
FROM event_log
WHERE event_mode IS NOT NULL AND status = 'actual'
ORDER BY event_type, event_mode, source, target NULLS LAST
LIMIT 5;
```
"""
ROOTS = """
## CAMEO roots, quad classes, Goldstein values

The first two digits of `cameo_code` are `cameo_root`; `goldstein` is the value of the whole code, from -10 (conflict)
to 10 (cooperation), as ICEWS has it: GDELT's and Phoenix' lists differ for some codes. The quad class follows from the
root as in GDELT.
"""
ROOTS_ASKED = """
Which quad classes are there between two countries, and how bad is it?

```sql
SELECT quad_class, count(*) AS events, round(avg(goldstein), 1) AS goldstein_mean
FROM event_log
WHERE status = 'actual' AND source_country <> target_country
GROUP BY quad_class
ORDER BY quad_class;
```
"""
STATUS = """
## Statuses

No other event data set has them: who counts a cancelled meeting as a meeting counts wrongly.
"""
STATUS_ASKED = """
```sql
SELECT status, count(*) AS events, arg_min(trigger, (-confidence, event_id)) AS such_as
FROM event_log
GROUP BY status
ORDER BY events DESC, status;
```
"""
QUOTES_ASKED = """
```sql
SELECT kind, speaker, cue, quote
FROM quote_log
WHERE publisher = 'Horn Daily'
ORDER BY kind, published_at, start_char
LIMIT 5;
```
"""
SECTORS_ASKED = """
Who acts, for which sectors?

```sql
SELECT source_sector, count(*) AS events, count(DISTINCT source_actor_id) AS actors
FROM event_log
WHERE source_sector IS NOT NULL
GROUP BY source_sector
ORDER BY events DESC, source_sector
LIMIT 5;
```
"""


def codebooks(samples: Path) -> str:
    """The page as Markdown, with what the published samples answer."""
    return answered("\n".join(_lines()), samples)


def _lines() -> Iterator[str]:
    cameo = cameo_frame()
    yield HEAD
    yield TYPES.strip()
    yield ""
    yield from _table(("type", "CAMEO roots", "modes"), _types(cameo))
    yield TYPES_ASKED
    yield ROOTS.strip()
    yield ""
    yield from _table(("root", "label", "quad class", "codes", "Goldstein"), _roots(cameo))
    yield ROOTS_ASKED
    yield STATUS.strip()
    yield ""
    yield from _table(("status", "meaning"), STATUSES.items())
    yield STATUS_ASKED
    yield "## Kinds of quotes"
    yield ""
    yield from _table(("kind", "what it gives"), QUOTE_KINDS.items())
    yield QUOTES_ASKED
    yield "## Sectors and contexts"
    yield ""
    yield (
        "Sectors are PLOVER's: `"
        + "`, `".join(f"{code}` {SECTOR_NAMES[code]}" for code in SECTORS).replace("`, `", ", `")
        + "."
    )
    yield ""
    yield f"`event_contexts` says what an event is about, in PLOVER's {len(CONTEXTS)} contexts: {', '.join(CONTEXTS)}."
    yield SECTORS_ASKED.rstrip()
    yield ""


def _types(cameo: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    for event_type in EVENT_TYPES:
        roots = cameo.filter(plover_type=event_type)["root"].unique().sort()
        yield f"`{event_type}`", ", ".join(roots), ", ".join(MODES.get(event_type, ()))


def _roots(cameo: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    for (root,), codes in cameo.group_by("root", maintain_order=True):
        label = codes.filter(cameo_code=root)["label"].item().capitalize()
        values = sorted(float(value) for value in codes["goldstein"])
        low, high = f"{values[0]:g}", f"{values[-1]:g}"
        quad_class = int(codes["quad_class"][0])
        yield (
            f"`{root}`", label, f"{quad_class} {QUAD_CLASSES[quad_class]}", str(codes.height),
            low if low == high else f"{low} to {high}",
        )  # fmt: skip


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    PATH.write_text(codebooks(Path(sys.argv[1])), encoding="utf-8")
