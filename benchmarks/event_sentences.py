"""How well the events of the project's own labelled sentences are coded (seeds/event_sentences.csv).

A third of the texts, chosen by a hash of the text, is held out: no rule is written from them and nothing is trained on
them. An argument is right when its span shares a word with the labelled phrase; a phrase that the label leaves empty is
not asked for. All figures are per cent.
"""

import json
import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from schemas.event_sentences import EventSentences
from transforms import seeds

FILE = "event_sentences.csv"
WORD = re.compile(r"[^\W_]+")
NOT_TELLING = frozenset(
    ["the", "a", "an", "its", "their", "his", "her", "of", "and", "in", "for", "on", "at", "to", "s"]
)
MENTIONS_SQL = """
    SELECT a.uri, m.event_type, m.status, m.confidence, m.source_actor_id, m.target_actor_id,
        m.source_start_char, m.source_end_char, m.target_start_char, m.target_end_char
    FROM event_mentions m JOIN articles a USING (article_id) ORDER BY a.uri, m.start_char, m.event_mention_id
"""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text and the rows of the events that it reports: none where it reports no event."""

    text: str
    events: tuple[Row, ...]

    @property
    def is_held_out(self) -> bool:
        """Whether the text is for measuring alone."""
        return zlib.crc32(self.text.encode()) % 3 == 0


def labelled_texts() -> list[LabelledText]:
    """All labelled texts, in the order of the file."""
    rows: dict[str, list[Row]] = {}
    for row in seeds.table(EventSentences, FILE).iter_rows(named=True):
        events = rows.setdefault(row["text"], [])
        if row["event_type"] != "NONE":
            events.append(row)
    return [LabelledText(text, tuple(events)) for text, events in rows.items()]


def _words(text: str, start: int, end: int) -> set[int]:
    return {
        word.start()
        for word in WORD.finditer(text)
        if word.start() < end and start < word.end() and word.group().lower() not in NOT_TELLING
    }


def _is_right(text: str, phrase: str | None, start: int | None, end: int | None) -> bool:
    if not phrase:
        return True
    if start is None or end is None:
        return False
    wanted = (_words(text, hit.start(), hit.end()) for hit in re.finditer(re.escape(phrase), text))
    return any(words & _words(text, start, end) for words in wanted)


def judged(labelled: LabelledText, event: Row, mention: Row) -> tuple[bool, bool, bool, bool]:
    """Whether type, source, target and status of a mention are those of an event."""
    return (
        mention["event_type"] == event["event_type"],
        _is_right(labelled.text, event["source"], mention["source_start_char"], mention["source_end_char"]),
        _is_right(labelled.text, event["target"], mention["target_start_char"], mention["target_end_char"]),
        mention["status"] == event["status"],
    )


def is_whole(labelled: LabelledText, event: Row, mention: Row) -> bool:
    """Whether type, source and target of a mention are those of an event."""
    is_type, source, target, _ = judged(labelled, event, mention)
    return is_type and source and target


def _percent(hits: Collection[bool]) -> float:
    return round(100 * sum(hits) / len(hits), 1) if hits else 0.0


def figures(texts: Sequence[LabelledText], mentions: Mapping[str, Sequence[Row]]) -> dict[str, float]:
    """The figures of some texts; `mentions` has each text's event mentions.

    typed: events of which a mention has the type; dyad: source and target; end_to_end: all three. status: of the typed
    events, those whose best mention has the status. false_coding, false_dyads: of the texts without an event, those
    with a mention, and with one between two known actors.
    """
    typed, dyads, whole, statuses = [], [], [], []
    for labelled in texts:
        for event in labelled.events:
            found = [judged(labelled, event, mention) for mention in mentions.get(labelled.text, ())]
            typed.append(any(is_type for is_type, *_ in found))
            dyads.append(any(source and target for _, source, target, _ in found))
            whole.append(any(is_type and source and target for is_type, source, target, _ in found))
            if typed[-1]:
                best = max((source + target, status) for is_type, source, target, status in found if is_type)
                statuses.append(best[1])
    empty = [mentions.get(labelled.text, ()) for labelled in texts if not labelled.events]
    return {
        "end_to_end": _percent(whole),
        "dyad": _percent(dyads),
        "typed": _percent(typed),
        "status": _percent(statuses),
        "false_coding": _percent([bool(found) for found in empty]),
        "false_dyads": _percent(
            [any(one["source_actor_id"] and one["target_actor_id"] for one in found) for found in empty]
        ),
    }


def write_articles(texts: Sequence[LabelledText], path: Path) -> None:
    """The texts as articles for `dateline run`, one a line; their uri is their number."""
    lines = [json.dumps({"uri": str(number), "text": labelled.text}) for number, labelled in enumerate(texts)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def score(warehouse: Path, texts: Sequence[LabelledText]) -> dict[str, float]:
    """The figures of texts that were published by `write_articles` and `dateline run`."""
    return figures(texts, mentions_in(warehouse, texts))


def mentions_in(warehouse: Path, texts: Sequence[LabelledText]) -> dict[str, list[Row]]:
    """The event mentions of each text that was published by `write_articles` and `dateline run`."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(MENTIONS_SQL)
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    mentions: dict[str, list[Row]] = {}
    for row in rows:
        mentions.setdefault(texts[int(row["uri"])].text, []).append(row)
    return mentions
