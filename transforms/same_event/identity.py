"""The event of every report, by an id that stays.

An event is named once, after its first report, and keeps that name: later reports take the id of the event that they
join, and a report that is read again takes its event's old id with it, if no other event bears it by then.
"""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from transforms.ids import content_id
from transforms.same_event import evidence, joining
from transforms.same_event.reports import Background, reports


@dataclass(frozen=True, slots=True)
class Published:
    """What the warehouse knows of the events that new reports may be of.

    mentions: the published mentions, all columns of schemas.EventMentions but run_id, of events that new ones may join.
    before: event_mention_id -> event_id of reports that are read anew. taken: ids, of those that new reports would
    give, that published events bear which stay.
    """

    mentions: pl.DataFrame | None = None
    before: dict[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


def own_id(event_mention_id: str) -> str:
    """The id of an event that is named after this report."""
    return content_id("evt", event_mention_id)


def identify(fresh: pl.DataFrame, published: Published, background: Background) -> pl.DataFrame:
    """The coded mentions in `fresh` with event_id, in their order.

    Events depend on the reports alone, not on their order. Two published events stay two, whatever new reports say.
    """
    if fresh.is_empty():
        return fresh.with_columns(event_id=pl.lit(None, pl.String))
    mentions = fresh
    if published.mentions is not None and published.mentions.height:
        mentions = pl.concat([fresh, published.mentions], how="diagonal_relaxed")
    weighed = reports(mentions, background)
    groups = joining.join(weighed["event_id"].to_list(), evidence.pairs(weighed, background.actors))
    placed = mentions.select("event_mention_id", "article_id", "start_char").join(
        weighed.select("event_mention_id", "event_id", "published_day", group=pl.Series(groups, dtype=pl.Int64)),
        on="event_mention_id",
    )
    ids = _ids(placed, published)
    events = placed.select("event_mention_id", event_id=pl.col("group").replace_strict(ids, return_dtype=pl.String))
    return fresh.join(events, on="event_mention_id", how="left", maintain_order="left")


def _ids(placed: pl.DataFrame, published: Published) -> dict[int, str]:
    """Group -> event_id: the published one; else the one that most of its reports had; else after the first report."""
    first_first = placed.sort("published_day", "article_id", "start_char", "event_mention_id", nulls_last=True)
    members: dict[int, list[str]] = {}
    ids: dict[int, str] = {}
    for group, event_id, mention in first_first.select("group", "event_id", "event_mention_id").iter_rows():
        members.setdefault(group, []).append(mention)
        if event_id is not None:
            ids[group] = event_id
    taken = set(ids.values()) | published.taken
    claims = [
        (-count, old, group)
        for group, mentions in members.items()
        if group not in ids
        for old, count in Counter(published.before[m] for m in mentions if m in published.before).items()
    ]
    for _, old, group in sorted(claims):
        if group not in ids and old not in taken:
            ids[group] = old
            taken.add(old)
    for group, mentions in members.items():
        if group not in ids:
            free = (own for own in map(own_id, mentions) if own not in taken)
            ids[group] = next(free, content_id("evt", "anew", *mentions))
            taken.add(ids[group])
    return ids
