"""The event lexicon: frames of verbs and nouns with the code each stands for, read from seeds/event_rules.csv.

A rule names a word, what must stand around it, who is source and who is target, and the code. The kinds of events
and their codes follow CAMEO (Schrodt 2012) and PLOVER (Open Event Data Alliance 2018); how a verb of speech takes the
code of what is promised, refused or demanded follows Petrarch2's verb transformations (Norris 2015), written here as
rules whose complement is itself a coded event.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from schemas.event_rules import MODES, CameoCodes, EventRules, EventWords
from schemas.reference import SeedError
from transforms import seeds

RULES_FILE = "event_rules.csv"
WORD_COLUMNS = ("lemma", "subject", "particle", "object", "prep", "prep_object")
DEFAULT_SOURCE = "subj"
DEFAULT_TARGET = "obj>iobj"
LIST_SEPARATOR = "|"
ROLE_SEPARATOR = ">"
CLASS_MARK = "$"
NEGATED_MARK = "not:"


@dataclass(frozen=True, slots=True)
class Rule:
    """One frame. Empty sets mean that nothing is asked; see seeds/README.md for the columns."""

    rule_id: str
    pos: str
    lemma: str
    subjects: frozenset[str]
    particle: frozenset[str]
    objects: frozenset[str]
    prep: frozenset[str]
    prep_objects: frozenset[str]
    complement: tuple[str, ...]
    is_negated: bool
    is_reciprocal: bool
    source_roles: tuple[str, ...]
    target_roles: tuple[str, ...]
    event_type: str | None
    cameo_code: str
    specificity: int

    @property
    def root(self) -> str:
        """The first two digits of the CAMEO code."""
        return self.cameo_code[:2]


def specificity(row: Mapping[str, str | None]) -> int:
    """How much a row asks for: the higher is tried first, and is the surer.

    A named subject, object or prepositional object tells most, then the code of a complement (the deeper the more),
    then a bare preposition or particle.
    """
    weight = 4 * sum(bool(row[name]) for name in ("subject", "object", "prep_object"))
    weight += 2 * bool(row["prep"]) + 3 * bool(row["particle"])
    if row["complement"]:
        parts = row["complement"].split(LIST_SEPARATOR)
        weight += min(1 if part == "*" else 2 + len(part.removeprefix(NEGATED_MARK)) for part in parts)
    return weight + 2 * (" " in (row["lemma"] or "")) + 2 * (row["negated"] == "yes")


@cache
def rule_frame() -> pl.DataFrame:
    """The rules as a frame."""
    return seeds.table(EventRules, RULES_FILE)


@cache
def cameo_frame() -> pl.DataFrame:
    """The CAMEO list as a frame."""
    return seeds.table(CameoCodes, "cameo.csv")


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Class name -> the words in it."""
    return seeds.word_classes(EventWords, "event_words.csv")


def words(name: str) -> frozenset[str]:
    """The words of a class of seeds/event_words.csv. Raises KeyError for an unknown class."""
    return word_classes()[name]


def check_rules(rules: pl.DataFrame, classes: Collection[str], codes: Collection[str]) -> None:
    """Raises SeedError for the first rule that names an unknown class or code, or a mode its type does not have."""
    for line, row in enumerate(rules.iter_rows(named=True), start=2):
        named = [word for name in WORD_COLUMNS for word in (row[name] or "").split(LIST_SEPARATOR)]
        unknown = [
            word for word in named if word.startswith(CLASS_MARK) and word.removeprefix(CLASS_MARK) not in classes
        ]
        reason = None
        if unknown:
            reason = f"{unknown[0]} is no class of event_words.csv"
        elif row["cameo_code"] not in codes:
            reason = f"cameo_code {row['cameo_code']} is not in cameo.csv"
        elif row["event_mode"] and row["event_mode"] not in MODES.get(row["event_type"] or "", ()):
            reason = f"{row['event_type']} has no mode {row['event_mode']!r}"
        if reason:
            raise SeedError(f"{RULES_FILE}, line {line}: {row['rule_id']}: {reason}")


def expand(cell: str | None) -> Iterator[str]:
    """The words of a cell; `$class` stands for all words of that class. Raises KeyError for an unknown class."""
    for part in filter(None, (cell or "").split(LIST_SEPARATOR)):
        if part.startswith(CLASS_MARK):
            yield from sorted(word_classes()[part.removeprefix(CLASS_MARK)])
        else:
            yield part


def _rules_of(row: dict[str, str | None]) -> Iterator[Rule]:
    for lemma in expand(row["lemma"]):
        yield Rule(
            rule_id=row["rule_id"] or "",
            pos=row["pos"] or "",
            lemma=lemma,
            subjects=frozenset(expand(row["subject"])),
            particle=frozenset(expand(row["particle"])),
            objects=frozenset(expand(row["object"])),
            prep=frozenset(expand(row["prep"])),
            prep_objects=frozenset(expand(row["prep_object"])),
            complement=tuple(expand(row["complement"])),
            is_negated=row["negated"] == "yes",
            is_reciprocal=row["reciprocal"] == "yes",
            source_roles=tuple((row["source_role"] or DEFAULT_SOURCE).split(ROLE_SEPARATOR)),
            target_roles=tuple((row["target_role"] or DEFAULT_TARGET).split(ROLE_SEPARATOR)),
            event_type=row["event_type"],
            cameo_code=row["cameo_code"] or "",
            specificity=specificity(row),
        )


@cache
def rules_by_word() -> dict[tuple[str, str], tuple[Rule, ...]]:
    """(last word of the lemma, part of speech) -> its rules, the most specific first, ties in the file's order."""
    rules: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    frame = rule_frame()
    check_rules(frame, word_classes(), frozenset(cameo_frame()["cameo_code"]))
    for row in frame.iter_rows(named=True):
        for rule in _rules_of(row):
            rules[rule.lemma.rsplit(" ", 1)[-1], rule.pos].append(rule)
    return {word: tuple(sorted(found, key=lambda rule: -rule.specificity)) for word, found in rules.items()}


@cache
def known_verbs() -> frozenset[str]:
    """The verbs that rules name."""
    return frozenset(word for word, pos in rules_by_word() if pos == "VERB")
