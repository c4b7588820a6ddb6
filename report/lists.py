"""The lists that go over many pages: articles, events, actors, quarantine."""

from collections.abc import Iterable
from typing import Any

from report.articles import Parts
from report.pages import Pages, checked_id, last_page
from report.tables import ROWS_A_PAGE, count, events_with_reports, in_order, in_pages
from warehouse.snapshot import Snapshot

Row = dict[str, Any]


def write_lists(snapshot: Snapshot, pages: Pages, parts: Parts) -> None:
    """Write the list pages of articles, events, actors and quarantine."""
    _write(pages, snapshot, "articles", in_order(snapshot, "shown_articles"))
    events = events_with_reports(snapshot, in_order(snapshot, "shown_events"))
    _write(pages, snapshot, "events", (with_words(row, parts) for row in events))
    _write(pages, snapshot, "actors", (_actor(row, parts) for row in in_order(snapshot, "shown_actors")))
    _write(pages, snapshot, "quarantine", in_order(snapshot, "shown_quarantine"))


def with_words(event: Row, parts: Parts) -> Row:
    """The event with the addresses of its words, best first."""
    checked_id(event["event_id"])
    return {**event, "words": [parts.words(report) for report in event["reports"]]}


def _actor(row: Row, parts: Parts) -> Row:
    checked_id(row["actor_id"])
    return {**row, "evidence": parts.words(row["words"])}


def _write(pages: Pages, snapshot: Snapshot, stem: str, rows: Iterable[Row]) -> None:
    total = count(snapshot, f"shown_{stem}")
    last = last_page(total)
    number = 0
    for number, some in enumerate(in_pages(rows), start=1):
        first = (number - 1) * ROWS_A_PAGE + 1
        pages.write_list(stem, f"{stem}.html", some, number, last, total=total, first=first)
    if not number:
        pages.write_list(stem, f"{stem}.html", [], 1, 1, total=0, first=1)
