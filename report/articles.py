"""A page for each article: its text with the words of its rows marked, and the rows beside it.

An article too long for one page goes over several. They are cut by weight rather than by length: of a long line full of
names the marks weigh far more than the words.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from markupsafe import escape

from report.highlight import Span, highlighted
from report.pages import Pages, article_page, checked_id, page_of
from report.tables import in_batches
from report.text import clipped
from warehouse.snapshot import Snapshot

MOST_ARTICLES = 500  # of a batch
MOST_CHARACTERS = 8_000_000
MOST_BYTES = 400_000  # of a page, about
BLOCK = 2_000  # characters; pages are cut between blocks
WEIGHT_OF_A_MENTION = 170  # bytes of markup, here and in the list of rows
WEIGHT_OF_A_ROW = 1_100

_TEXTS = """
SELECT a.article_id, a.text, a.url, a.byline, a.dateline, a.published_at_source, a.is_cased, a.is_punctuated
FROM main.articles AS a JOIN shown_articles AS n USING (article_id) WHERE n.no BETWEEN ? AND ?
"""
_MENTIONS = """
SELECT m.article_id, m.mention_id, m.actor_id, m.start_char, m.end_char,
    s.no, s.name, s.kind, coalesce(m.country, s.country) AS country, coalesce(m.sector, s.sector) AS sector
FROM main.actor_mentions AS m
JOIN shown_articles AS n USING (article_id)
JOIN shown_actors AS s ON s.actor_id = m.actor_id
WHERE n.no BETWEEN ? AND ?
ORDER BY m.start_char, m.mention_id
"""
_EVENTS = """
SELECT m.article_id, m.event_mention_id, m.start_char, m.end_char, m.event_type, m.quad_class, m.goldstein, m.status,
    m.cameo_code, m.event_date, m.event_date_precision, m.confidence, m.rule_id, e.no, e.event_id, e.place_name,
    left(source.name, 120) AS source, left(target.name, 120) AS target
FROM main.event_mentions AS m
JOIN shown_articles AS n USING (article_id)
JOIN shown_events AS e ON e.event_id = m.event_id
LEFT JOIN main.actors AS source ON source.actor_id = m.source_actor_id
LEFT JOIN main.actors AS target ON target.actor_id = m.target_actor_id
WHERE n.no BETWEEN ? AND ?
ORDER BY m.start_char, m.event_mention_id
"""
_QUOTES = """
SELECT q.article_id, q.quote_id, q.start_char, q.end_char, q.kind, left(q.cue, 60) AS cue, left(q.text, 300) AS text,
    left(coalesce(speaker.name, q.speaker_text), 120) AS speaker, q.speaker_actor_id, left(q.medium, 80) AS medium,
    left(q.addressee, 80) AS addressee, q.is_anonymous, q.evidence, q.confidence
FROM main.quotes AS q
JOIN shown_articles AS n USING (article_id)
LEFT JOIN main.actors AS speaker ON speaker.actor_id = q.speaker_actor_id
WHERE n.no BETWEEN ? AND ?
ORDER BY q.start_char, q.quote_id
"""
_FURNITURE = """
SELECT s.article_id, s.start_char, s.end_char
FROM main.sentences AS s JOIN shown_articles AS n USING (article_id)
WHERE s.is_boilerplate AND n.no BETWEEN ? AND ?
"""

Row = dict[str, Any]


@dataclass
class Parts:
    """At which character each page of an article begins, for those that have more than one."""

    starts: dict[str, list[int]] = field(default_factory=dict)

    def page(self, article_id: str, start_char: int) -> str:
        """The page on which the words from `start_char` on are."""
        starts = self.starts.get(article_id, [0])
        return article_page(article_id, sum(start <= start_char for start in starts))

    def words(self, report: Row | None) -> str:
        """The address of a row's words: `report` has article_id, row_id and start_char. Empty without one."""
        if report is None:
            return ""
        page = self.page(report["article_id"], report["start_char"])
        return f"{page}#{words_of(report['row_id'])}"


@dataclass
class Read:
    """All that was read from one article."""

    mentions: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    quotes: list[Row] = field(default_factory=list)
    furniture: list[Row] = field(default_factory=list)


def words_of(row_id: str) -> str:
    """The id that the words of a row have on the article's page; the row has its own id."""
    return f"w-{checked_id(row_id)}"


def write_articles(snapshot: Snapshot, pages: Pages) -> Parts:
    """Write the page or pages of each article; gives where the long ones were cut."""
    parts = Parts()
    before: Row | None = None
    waiting: tuple[Row, Row, Read] | None = None
    for row, text, read in _all(snapshot):
        if waiting:
            _write(pages, parts, *waiting, later=before, earlier=row)
            before = waiting[0]
        waiting = (row, text, read)
    if waiting:
        _write(pages, parts, *waiting, later=before, earlier=None)
    return parts


def _all(snapshot: Snapshot) -> Iterator[tuple[Row, Row, Read]]:
    for batch in in_batches(snapshot, MOST_ARTICLES, MOST_CHARACTERS):
        ends = [batch["no"].min(), batch["no"].max()]
        texts = {row["article_id"]: row for row in snapshot.query(_TEXTS, ends).iter_rows(named=True)}
        read: dict[str, Read] = defaultdict(Read)
        _collect(read, "mentions", snapshot.query(_MENTIONS, ends))
        _collect(read, "events", snapshot.query(_EVENTS, ends))
        _collect(read, "quotes", snapshot.query(_QUOTES, ends))
        _collect(read, "furniture", snapshot.query(_FURNITURE, ends))
        for row in batch.iter_rows(named=True):
            yield row, texts[row["article_id"]], read[row["article_id"]]


def _collect(read: dict[str, Read], name: str, rows: pl.DataFrame) -> None:
    for row in rows.iter_rows(named=True):
        getattr(read[row["article_id"]], name).append(row)


def _write(
    pages: Pages, parts: Parts, row: Row, text: Row, read: Read, *, later: Row | None, earlier: Row | None
) -> None:
    words = text["text"]
    spans = sorted(spans_of(read), key=lambda span: span.start)
    cuts = cut(words, read)
    if len(cuts) > 1:
        parts.starts[row["article_id"]] = cuts
    going_on: list[Span] = []
    first = 0
    for part, (start, end) in enumerate(zip(cuts, [*cuts[1:], len(words)], strict=True), start=1):
        after = bisect_left(spans, end, lo=first, key=lambda span: span.start)
        here = [*going_on, *spans[first:after]]
        going_on, first = [span for span in here if span.end > end], after
        pages.write(
            article_page(row["article_id"], part),
            "article.html",
            article=row,
            source=text,
            text=highlighted(words, here, start, end),
            quotes=_within(read.quotes, start, end),
            events=[{**event, "page": page_of(event["no"])} for event in _within(read.events, start, end)],
            actors=_actors(_within(read.mentions, start, end)),
            words_of=words_of,
            part=part,
            last_part=len(cuts),
            later=later,
            earlier=earlier,
        )


def spans_of(read: Read) -> Iterator[Span]:
    """The spans of an article's rows. Rows are numbered as they stand in the text: the number is the handle."""
    for number, quote in enumerate(read.quotes, start=1):
        quote["number"] = number
        quote_id = checked_id(quote["quote_id"])
        speaker = clipped(quote["speaker"], 60) or "nobody named"
        label = f"Q{number}, a quote of {speaker}: its row"
        span = (quote["start_char"], quote["end_char"], words_of(quote_id), quote_id)
        yield Span(*span, look=f"quote {quote['kind']}", handle=f"Q{number}", label=label)
    for number, event in enumerate(read.events, start=1):
        event["number"] = number
        mention_id = checked_id(event["event_mention_id"])
        span = (event["start_char"], event["end_char"], words_of(mention_id), mention_id)
        label = f"E{number}, an event, {event['event_type'].lower()}: its row"
        yield Span(*span, look=f"event quad-{event['quad_class']}", handle=f"E{number}", label=label)
    for mention in read.mentions:
        actor_id = checked_id(mention["actor_id"])
        span = (mention["start_char"], mention["end_char"], words_of(mention["mention_id"]), actor_id)
        yield Span(*span, look="actor", label=clipped(mention["name"], 60))
    for sentence in read.furniture:
        yield Span(sentence["start_char"], sentence["end_char"], "", "", look="furniture")


def cut(text: str, read: Read) -> list[int]:
    """Where the pages of a text begin: at its start, and wherever the page before has become heavy enough."""
    weights: dict[int, int] = defaultdict(int)
    for mention in read.mentions:
        weights[mention["start_char"] // BLOCK] += WEIGHT_OF_A_MENTION
    for row in (*read.quotes, *read.events):
        weights[row["start_char"] // BLOCK] += WEIGHT_OF_A_ROW
    cuts, weight = [0], 0
    for number, start in enumerate(range(0, len(text), BLOCK)):
        block = text[start : start + BLOCK]
        added = weights[number] + len(str(escape(block)).encode("utf-8", errors="replace"))
        if weight and weight + added > MOST_BYTES:
            cuts.append(_between_words(text, start))
            weight = 0
        weight += added
    return cuts


def _between_words(text: str, at: int) -> int:
    """The last place between two words before `at`, else `at` itself."""
    space = max(text.rfind(" ", at - BLOCK + 1, at), text.rfind("\n", at - BLOCK + 1, at))
    return space + 1 if space >= 0 else at


def _within(rows: list[Row], start: int, end: int) -> list[Row]:
    """The rows, which are in the order of their words, whose words begin on a page."""
    first, after = (bisect_left(rows, at, key=lambda row: row["start_char"]) for at in (start, end))
    return rows[first:after]


def _actors(mentions: Iterable[Row]) -> list[Row]:
    """One row an actor, the most mentioned first, each with the places where it is mentioned."""
    actors: dict[str, Row] = {}
    for mention in mentions:
        actor = actors.setdefault(mention["actor_id"], {**mention, "page": page_of(mention["no"]), "mentions": []})
        actor["mentions"].append(mention["mention_id"])
    return sorted(actors.values(), key=lambda actor: (-len(actor["mentions"]), actor["start_char"]))
