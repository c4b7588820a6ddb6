"""Why a row is there: its words in the sentence, the rule that made it, how each part was found, the article.

Everything is read from the published file and from the rules of this version; a row that another version's rules made
is told by its columns alone.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from flows.progress import printable
from transforms.events.rules import cameo_frame, rule_frame
from warehouse.errors import WarehouseError
from warehouse.publish import Warehouse

Row = dict[str, Any]
RULE_PARTS = ("subject", "particle", "object", "prep", "prep_object", "complement")
MOST_REPORTS = 20
MOST_EXAMPLES = 5
ARTICLE = "a.uri, a.url, a.title, a.publisher, a.published_at, a.duplicate_of"


class Mark(NamedTuple):
    """A span of the article and what it is in the row that is explained."""

    start: int | None
    end: int | None
    name: str


def explanation(warehouse: Path, row_id: str) -> Iterator[str]:
    """Lines that explain the row with this id: an event, event mention, quote, actor or actor mention.

    Raises WarehouseError for a file that can't be read, and for an id that is of no such row.
    """
    explained = EXPLAINED.get(row_id.partition("_")[0])
    if explained is None:
        raise WarehouseError(f"{row_id} is no id of {', '.join(f'{kind}_…' for kind in EXPLAINED)}")
    lines = list(explained(Warehouse(warehouse), row_id))
    if not lines:
        raise WarehouseError(f"{warehouse} has no row {row_id}")
    return (printable(line) for line in lines)


def _event(file: Warehouse, event_id: str) -> Iterator[str]:
    sql = """
        SELECT e.*, s.name AS source_name, t.name AS target_name
        FROM events AS e LEFT JOIN actors AS s ON s.actor_id = e.source_actor_id
        LEFT JOIN actors AS t ON t.actor_id = e.target_actor_id WHERE event_id = ?
    """
    for row in file.query(sql, [event_id]).iter_rows(named=True):
        yield f"{event_id}: {_coded(row)}; {row['status']}; {_dated(row)}"
        for role in ("source", "target"):
            name = row[f"{role}_name"] or "not named"
            yield f"  {role}: {name}{_bracketed(row[f'{role}_country'], row[f'{role}_sector'])}"
        if row["place_name"]:
            yield f"  place: {row['place_name']}{_bracketed(row['place_country'])}"
        contexts = file.query("SELECT context FROM event_contexts WHERE event_id = ? ORDER BY 1", [event_id])
        if contexts.height:
            yield f"  contexts: {', '.join(contexts['context'])}"
        quantities = file.query("SELECT * FROM event_quantities WHERE event_id = ? ORDER BY ALL", [event_id])
        for number in quantities.iter_rows(named=True):
            ends = (number["value_low"], number["value_high"])
            values = " to ".join(dict.fromkeys(f"{end:,g}" for end in ends if end is not None)) or "unknown"
            yield f'  {number["kind"]}: {values} {number["unit"] or ""}, from "{number["text"]}"'
        yield (
            f"  reported in {row['mention_count']} sentences of {row['article_count']} articles, near-duplicates left "
            f"out; confidence {row['confidence']:.2f}, that of its surest report"
        )
        reports = file.query(
            "SELECT event_mention_id FROM event_mentions WHERE event_id = ? ORDER BY confidence DESC, 1", [event_id]
        )
        for report_id in reports["event_mention_id"].head(MOST_REPORTS):
            yield from _report(file, report_id)
        if reports.height > MOST_REPORTS:
            yield f"and {reports.height - MOST_REPORTS} further reports"


def _report(file: Warehouse, report_id: str) -> Iterator[str]:
    sql = f"""
        SELECT m.*, a.text AS article_text, {ARTICLE}
        FROM event_mentions AS m JOIN articles AS a USING (article_id) WHERE event_mention_id = ?
    """  # noqa: S608  the columns are constants
    for row in file.query(sql, [report_id]).iter_rows(named=True):
        yield f"report {report_id}: {_coded(row)}; {row['status']}; {_dated(row)}"
        marks = [Mark(row["start_char"], row["end_char"], "trigger")]
        marks += [Mark(row[f"{role}_start_char"], row[f"{role}_end_char"], role) for role in ("source", "target")]
        yield from _words(file, row, marks)
        yield f"  rule: {_rule(row['rule_id'])}"
        for role in ("source", "target"):
            yield from _named(file, row, role)
        if row["date_text"]:
            yield f'  date: from "{row["date_text"]}"'
        yield f"  confidence: {row['confidence']:.2f}"
        yield from _article(row)


def _quote(file: Warehouse, quote_id: str) -> Iterator[str]:
    sql = f"""
        SELECT q.*, s.name AS speaker_name, s.country, s.sector, a.text AS article_text, {ARTICLE}
        FROM quotes AS q JOIN articles AS a USING (article_id) LEFT JOIN actors AS s ON s.actor_id = q.speaker_actor_id
        WHERE quote_id = ?
    """  # noqa: S608  the columns are constants
    for row in file.query(sql, [quote_id]).iter_rows(named=True):
        speaker = row["speaker_name"] or row["speaker_text"] or "nobody named"
        yield f"{quote_id}: {row['kind']} quote of {speaker}{_bracketed(row['country'], row['sector'])}"
        marks = [Mark(row[f"{part}start_char"], row[f"{part}end_char"], part.strip("_") or "quote")
                 for part in ("", "cue_", "speaker_")]  # fmt: skip
        yield from _words(file, row, marks)
        yield f"  found by: {row['evidence'] or 'quotation marks'}; cue: {row['cue'] or 'none'}"
        yield from _named(file, row, "speaker")
        for name in ("addressee", "medium", "said_on", "parent_quote_id"):
            if row[name] is not None:
                yield f"  {name}: {row[name]}"
        pieces = file.query(
            "SELECT quote_id FROM quotes WHERE utterance_id = ? ORDER BY start_char", [row["utterance_id"]]
        )
        if pieces.height > 1:
            yield f"  pieces of the utterance: {', '.join(pieces['quote_id'])}"
        yield f"  confidence: {row['confidence']:.2f}, the share of quotes on such evidence that were right"
        yield from _article(row)


def _actor(file: Warehouse, actor_id: str) -> Iterator[str]:
    for row in file.query("SELECT * FROM actors WHERE actor_id = ?", [actor_id]).iter_rows(named=True):
        yield f"{actor_id}: {row['name']}, {row['kind']}{_bracketed(row['country'], row['sector'])}"
        for name in ("title", "wikidata_id", "first_seen", "last_seen"):
            if row[name] is not None:
                yield f"  {name}: {row[name]}"
        if row["is_generic"]:
            yield "  an unnamed role, not one identified actor"
        called = file.query(
            """
            SELECT text, form, count(*) AS times, avg(confidence) AS confidence FROM actor_mentions
            WHERE actor_id = ? GROUP BY text, form ORDER BY times DESC, text
            """,
            [actor_id],
        )
        for text, form, times, confidence in called.head(MOST_REPORTS).iter_rows():
            yield f'  called "{text}" ({form}) {times} times, confidence {confidence:.2f}'
        by_sector = file.query(
            "SELECT sector, count(*) AS times FROM actor_mentions WHERE actor_id = ? GROUP BY ALL ORDER BY ALL",
            [actor_id],
        )
        counted = (f"{sector or 'none'} {count}" for sector, count in by_sector.iter_rows())
        yield f"  sector at the date of each mention: {', '.join(counted)}"
        examples = file.query(
            "SELECT mention_id FROM actor_mentions WHERE actor_id = ? ORDER BY confidence DESC, mention_id", [actor_id]
        )
        for mention_id in examples["mention_id"].head(MOST_EXAMPLES):
            yield from _mention(file, mention_id)


def _mention(file: Warehouse, mention_id: str) -> Iterator[str]:
    sql = f"""
        SELECT m.*, n.name AS actor_name, a.text AS article_text, {ARTICLE}
        FROM actor_mentions AS m JOIN articles AS a USING (article_id) LEFT JOIN actors AS n USING (actor_id)
        WHERE mention_id = ?
    """  # noqa: S608  the columns are constants
    for row in file.query(sql, [mention_id]).iter_rows(named=True):
        yield f"mention {mention_id}: {_resolved(row)}"
        yield from _words(file, row, [Mark(row["start_char"], row["end_char"], "mention")])
        yield from _article(row)


def _named(file: Warehouse, row: Row, role: str) -> Iterator[str]:
    """How the words that name a source, target or speaker were resolved."""
    actor_id, start, end = row[f"{role}_actor_id"], row[f"{role}_start_char"], row[f"{role}_end_char"]
    if start is None:
        return
    mentions = file.query(
        """
        SELECT m.*, n.name AS actor_name FROM actor_mentions AS m LEFT JOIN actors AS n USING (actor_id)
        WHERE article_id = ? AND start_char < ? AND end_char > ? AND actor_id IS NOT DISTINCT FROM ?
        ORDER BY start_char LIMIT 1
        """,
        [row["article_id"], end, start, actor_id],
    )
    for mention in mentions.iter_rows(named=True):
        yield f"  {role}: {_resolved(mention)}"


def _resolved(mention: Row) -> str:
    as_what = mention["actor_name"] or "left open"
    described = _bracketed(mention["country"], mention["sector"])
    return f'"{mention["text"]}" ({mention["form"]}) is {as_what}{described}, confidence {mention["confidence"]:.2f}'


def _words(file: Warehouse, row: Row, marks: list[Mark]) -> Iterator[str]:
    """The sentences that hold the marked words, in the article's own letters, with the words in brackets."""
    sentences = file.query(
        "SELECT start_char, end_char, text FROM sentences WHERE article_id = ? ORDER BY start_char", [row["article_id"]]
    )
    there = [(mark.start, mark.end, mark.name) for mark in marks if mark.start is not None and mark.end is not None]
    for start, end, readable in sentences.iter_rows():
        within = [mark for mark in there if start < mark[1] and mark[0] < end]
        if within:
            original = row["article_text"][start:end]
            yield f'  "{_marked(row["article_text"], start, end, within)}"'
            if " ".join(readable.split()) != " ".join(original.split()):
                yield f'  restored: "{readable}"'


def _marked(text: str, start: int, end: int, marks: list[tuple[int, int, str]]) -> str:
    """text[start:end] on one line, with [name: …] around each mark; of marks at one place the longer is outside."""
    opened = {(max(s, start), min(e, end), name) for s, e, name in marks}
    signs = [(s, 1, -e, f"[{name}: ") for s, e, name in opened] + [(e, 0, -s, "]") for s, e, _ in opened]
    parts, at = [], start
    for place, _, _, sign in sorted(signs):
        parts += [text[at:place], sign]
        at = place
    return " ".join("".join([*parts, text[at:end]]).split())


def _rule(rule_id: str) -> str:
    for row in rule_frame().filter(rule_id=rule_id).iter_rows(named=True):
        asked = [f"{row['pos'].lower()} {row['lemma']}"]
        asked += [f"{part.replace('_', ' ')} {row[part]}" for part in RULE_PARTS if row[part]]
        asked += [name for name in ("negated", "reciprocal") if row[name] == "yes"]
        note = f" ({row['note']})" if row["note"] else ""
        return f"{rule_id}: {'; '.join(asked)}{note}"
    return rule_id


def _coded(row: Row) -> str:
    labels = cameo_frame().filter(cameo_code=row["cameo_code"])["label"].to_list()
    mode = f" ({row['event_mode']})" if row["event_mode"] else ""
    goldstein = "" if row["goldstein"] is None else f", Goldstein {row['goldstein']:g}"
    return f"{row['event_type']}{mode}, CAMEO {' '.join([row['cameo_code'], *labels])}{goldstein}"


def _dated(row: Row) -> str:
    return f"{row['event_date']} ({row['event_date_precision']})" if row["event_date"] else "date unknown"


def _bracketed(*codes: str | None) -> str:
    given = " ".join(code for code in codes if code)
    return f" ({given})" if given else ""


def _article(row: Row) -> Iterator[str]:
    published = row["published_at"].date() if row["published_at"] else "an unknown day"
    known = (row["title"], row["publisher"], row["url"])
    yield f"  article: {'; '.join(filter(None, (row['uri'], *known)))}; published on {published}"
    if row["duplicate_of"]:
        yield f"  a near-duplicate of {row['duplicate_of']}"


EXPLAINED: dict[str, Callable[[Warehouse, str], Iterator[str]]] = {
    "evt": _event,
    "evm": _report,
    "quo": _quote,
    "act": _actor,
    "men": _mention,
}
