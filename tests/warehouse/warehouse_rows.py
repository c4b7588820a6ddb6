"""Rows for tests: any text gives a consistent set of frames for all main tables.

Each run of word characters is a mention; the first names the source of an event, the last its target, the whole text is
its trigger and a quote of the first. Nothing here knows how Dateline reads articles: the warehouse must not care.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from schemas import MAIN_TABLES
from transforms.ids import content_id
from warehouse.publish import Warehouse

NIGHT = dt.datetime(2026, 11, 1, 2, 0)


def run_row(run_id: str, outcome: str = "published", **changes: Any) -> dict[str, Any]:
    """A row of meta.runs."""
    number = int(re.sub(r"\D", "", run_id) or 0)
    row = {
        "run_id": run_id,
        "run_no": number,
        "kind": "night",
        "started_at": NIGHT + dt.timedelta(days=number),
        "outcome": outcome,
        "code_version": "0.1.0",
        "model": "none",
        "rules": "none",
        "sources": "[]",
        **dict.fromkeys(
            (
                "inputs",
                "new_articles",
                "known_articles",
                "duplicate_articles",
                "foreign_language_articles",
                "quarantined_rows",
            ),
            0,
        ),
    }
    return {**row, **changes}


def news(
    articles: Mapping[str, str], run_id: str = "run-1", duplicates: Mapping[str, str] | None = None
) -> dict[str, pl.DataFrame]:
    """Frames by table for texts by uri; `duplicates` names the original's uri by the duplicate's."""
    rows: dict[str, list[dict[str, Any]]] = {model.reference_name(): [] for model in MAIN_TABLES}
    ids = {uri: content_id("art", uri, text) for uri, text in articles.items()}
    for uri, text in articles.items():
        _article(rows, uri, text, ids[uri], ids.get((duplicates or {}).get(uri, "")))
    for model in MAIN_TABLES:
        keys = model.primary_key()
        unique = {tuple(row[key] for key in keys): {**row, "run_id": run_id} for row in rows[model.reference_name()]}
        rows[model.reference_name()] = list(unique.values())
    return {model.reference_name(): model.frame(rows[model.reference_name()]) for model in MAIN_TABLES}


def _article(
    rows: dict[str, list[dict[str, Any]]], uri: str, text: str, article_id: str, duplicate_of: str | None
) -> None:
    rows["articles"].append(
        {
            "article_id": article_id,
            "uri": uri,
            "is_cased": True,
            "is_punctuated": True,
            "text": text,
            "word_count": len(text.split()),
            "content_id": content_id("txt", text),
            "duplicate_of": duplicate_of,
            "extractor": "0.1.0/none/none",
        }
    )
    words = list(re.finditer(r"\w+", text))
    if not words:
        return
    whole = {"article_id": article_id, "start_char": 0, "end_char": len(text)}
    sentence_id = content_id("sen", article_id, 1)
    rows["sentences"].append(
        {"sentence_id": sentence_id, "sentence_no": 1, "text": text, "is_boilerplate": False, **whole}
    )
    actors, mentions = [], []
    for word in words:
        actors.append(content_id("act", word[0]))
        mentions.append(content_id("men", article_id, word.start()))
        rows["actors"].append({"actor_id": actors[-1], "name": word[0], "kind": "unknown", "is_generic": False})
        rows["actor_mentions"].append(
            {
                "mention_id": mentions[-1],
                "article_id": article_id,
                "sentence_id": sentence_id,
                "actor_id": actors[-1],
                "start_char": word.start(),
                "end_char": word.end(),
                "text": word[0],
                "form": "name",
                "confidence": 1.0,
            }
        )
    event = {
        "event_id": content_id("ev", actors[0], actors[-1]),
        "event_date": NIGHT.date(),
        "event_date_precision": "day",
        "source_actor_id": actors[0],
        "target_actor_id": actors[-1],
        "event_type": "CONSULT",
        "cameo_code": "04",
        "cameo_root": "04",
        "quad_class": 1,
        "goldstein": 1.0,
        "status": "actual",
        "confidence": 0.5,
    }
    rows["events"].append(
        {
            **event,
            "source_country": "KOR",
            "source_sector": "GOV",
            "target_country": "PRK",
            "mention_count": 1,
            "article_count": 1,
        }
    )
    quote_id = content_id("quo", article_id, 0)
    speaker = {"speaker_start_char": words[0].start(), "speaker_end_char": words[0].end()}
    rows["event_mentions"].append(
        {
            **event,
            **whole,
            "event_mention_id": content_id("em", article_id, 0),
            "sentence_id": sentence_id,
            "trigger": text,
            "rule_id": "none",
        }
    )
    rows["quotes"].append(
        {
            **whole,
            **speaker,
            "quote_id": quote_id,
            "utterance_id": quote_id,
            "sentence_id": sentence_id,
            "speaker_actor_id": actors[0],
            "speaker_text": words[0][0],
            "kind": "indirect",
            "text": text,
            "confidence": 0.5,
        }
    )
    rows["quote_actors"].append({"quote_id": quote_id, "actor_id": actors[-1], "mention_id": mentions[-1]})
    rows["event_contexts"].append({"event_id": event["event_id"], "context": "diplomatic"})
    rows["event_quantities"].append({"event_id": event["event_id"], "kind": "other", "text": text, **whole})


def texts(numbers: Iterable[int]) -> dict[str, str]:
    """Short articles by uri."""
    return {f"news/{number}.txt": f"Seoul told Pyongyang {number} times" for number in numbers}


def published(path: Path) -> Warehouse:
    """A warehouse with three short articles."""
    warehouse = Warehouse(path)
    with warehouse.writer() as writer:
        writer.merge(news(texts(range(3))))
        writer.publish(run_row("run-1"))
    return warehouse
