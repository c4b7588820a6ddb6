"""Warehouses for the tests of the report: articles whose names, quotes and deeds are known by construction."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas import MAIN_TABLES
from schemas.meta import Quarantine
from transforms.ids import content_id
from warehouse.publish import Warehouse

NIGHT = dt.datetime(2026, 11, 1, 2, 0)
DEEDS = {
    "met": ("CONSULT", "04", 1, 1.0),
    "attacked": ("ASSAULT", "19", 4, -10.0),
    "accused": ("ACCUSE", "11", 3, -2.0),
}
PLACES = ((52.52, 13.4), (48.85, 2.35))


@dataclass(frozen=True)
class Article:
    """A text; wherever one of the names stands in it is a mention, wherever one of DEEDS an event, “…” is a quote."""

    uri: str
    text: str
    names: Sequence[str]
    title: str | None = None
    publisher: str | None = "The Paper"
    url: str | None = None
    duplicate_of: str | None = None

    @property
    def article_id(self) -> str:
        return content_id("art", self.uri, self.text)


def frames(articles: Sequence[Article], run_id: str = "run-1") -> dict[str, Any]:
    """Frames by table."""
    rows: dict[str, dict[str, dict[str, Any]]] = {model.reference_name(): {} for model in MAIN_TABLES}
    for number, article in enumerate(articles):
        _add(rows, article, NIGHT - dt.timedelta(days=number))
    for event in rows["events"].values():
        reports = [row for row in rows["event_mentions"].values() if row["event_id"] == event["event_id"]]
        event |= {"mention_count": len(reports), "article_count": len({row["article_id"] for row in reports})}
    return {
        model.reference_name(): model.frame(
            [{**row, "run_id": run_id} for row in rows[model.reference_name()].values()]
        )
        for model in MAIN_TABLES
    }


def _add(rows: dict[str, dict[str, dict[str, Any]]], article: Article, published: dt.datetime) -> None:
    text, article_id = article.text, article.article_id
    rows["articles"][article_id] = {
        "article_id": article_id,
        "uri": article.uri,
        "url": article.url,
        "publisher": article.publisher,
        "title": article.title,
        "published_at": published,
        "published_at_source": "metadata",
        "is_cased": True,
        "is_punctuated": True,
        "text": text,
        "word_count": max(1, len(text.split())),
        "content_id": content_id("txt", text),
        "duplicate_of": article.duplicate_of,
        "extractor": "0.1.0/none/none",
    }
    sentence_id = content_id("sen", article_id, 1)
    place = {"article_id": article_id, "sentence_id": sentence_id}
    rows["sentences"][sentence_id] = {
        **place, "sentence_no": 1, "start_char": 0, "end_char": len(text), "text": text, "is_boilerplate": False
    }  # fmt: skip
    actors = [_actor(rows, name) for name in article.names]
    for name, actor_id in zip(article.names, actors, strict=True):
        for found in re.finditer(re.escape(name), text):
            mention_id = content_id("men", article_id, name, found.start())
            rows["actor_mentions"][mention_id] = {
                **place, "mention_id": mention_id, "actor_id": actor_id, "text": name, "form": "name",
                "confidence": 1.0, "start_char": found.start(), "end_char": found.end(),
            }  # fmt: skip
    for found in re.finditer(r"“([^”]+)”", text):
        quote_id = content_id("quo", article_id, found.start())
        rows["quotes"][quote_id] = {
            **place, "quote_id": quote_id, "utterance_id": quote_id, "speaker_actor_id": actors[0] if actors else None,
            "kind": "direct", "text": found[1], "start_char": found.start(1), "end_char": found.end(1),
            "confidence": 0.9,
        }  # fmt: skip
    for found in re.finditer("|".join(DEEDS), text):
        _add_event(rows, place, found, actors, published)


def _actor(rows: dict[str, dict[str, dict[str, Any]]], name: str) -> str:
    actor_id = content_id("act", name)
    country = ("DEU", "FRA")[sum(map(ord, name)) % 2]
    rows["actors"][actor_id] = {
        "actor_id": actor_id, "name": name, "kind": "person", "country": country, "sector": "GOV", "is_generic": False
    }  # fmt: skip
    return actor_id


def _add_event(
    rows: dict[str, dict[str, dict[str, Any]]],
    place: dict[str, str],
    found: re.Match[str],
    actors: list[str],
    published: dt.datetime,
) -> None:
    event_type, code, quad_class, goldstein = DEEDS[found[0]]
    source, target = (actors[0], actors[-1]) if len(actors) > 1 else (None, None)
    countries = {actor_id: row["country"] for actor_id, row in rows["actors"].items()}
    event_id = content_id("evt", source, target, found[0])
    mention_id = content_id("evm", place["article_id"], found.start())
    latitude, longitude = PLACES[quad_class % 2]
    event = {
        "event_id": event_id, "event_date": published.date(), "event_date_precision": "day",
        "source_actor_id": source, "target_actor_id": target, "event_type": event_type, "cameo_code": code,
        "cameo_root": code, "quad_class": quad_class, "goldstein": goldstein, "status": "actual", "confidence": 0.5,
        "place_name": "Berlin" if quad_class % 2 else "Paris", "latitude": latitude, "longitude": longitude,
    }  # fmt: skip
    rows["events"][event_id] = {
        **event, "source_country": countries.get(source or ""), "target_country": countries.get(target or "")
    }  # fmt: skip
    rows["event_mentions"][mention_id] = {
        **event, **place, "event_mention_id": mention_id, "trigger": found[0], "start_char": found.start(),
        "end_char": found.end(), "rule_id": "none",
    }  # fmt: skip


def run_row(run_id: str, **changes: Any) -> dict[str, Any]:
    """A row of meta.runs."""
    counts = ("inputs", "new_articles", "known_articles", "duplicate_articles", "foreign_language_articles")
    return {
        "run_id": run_id, "run_no": 1, "kind": "night", "started_at": NIGHT, "ended_at": NIGHT, "outcome": "published",
        "code_version": "0.1.0", "model": "none", "rules": "none", "sources": "[]",
        **dict.fromkeys((*counts, "quarantined_rows"), 0), **changes,
    }  # fmt: skip


def publish(path: Path, articles: Sequence[Article], refused: Sequence[dict[str, str]] = ()) -> Path:
    """A published warehouse with the articles, and rows in quarantine."""
    rows = [{"quarantine_id": content_id("qr", number), "run_id": "run-1", **row} for number, row in enumerate(refused)]
    with Warehouse(path).writer() as writer:
        writer.merge({**frames(articles), "meta.quarantine": Quarantine.frame(rows)})
        run = run_row("run-1", inputs=len(articles), new_articles=len(articles), quarantined_rows=len(rows))
        writer.publish(run)
    return path


MALICE = (
    "<script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=1">',
    "</title></textarea></script><svg/onload=window.hacked=1>",
    "'onmouseover='window.hacked=1",
    "javascript:window.hacked=1",
    "\u202egnp.exe\u2066",
    "{{ 7*7 }}{% raw %}",
    "Robert'); DROP TABLE quotes;--",
    "../../../../etc/passwd",
    "\x00\x07\x1b[31m\x9b",
)
"""Names and words that would do something if anything on the way believed them."""


def hostile(number: int) -> Article:
    """An article all of whose fields mean harm."""
    evil = MALICE[number % len(MALICE)]
    other = MALICE[(number + 1) % len(MALICE)]
    text = f"{evil} met {other}.\r\n\r\n“{evil} attacked {other} \u202e and <b>so</b> &amp; on,” said {evil}.\n{other}"
    return Article(f"{number}/{evil}", text, (evil, other), title=f"{number} {evil}", publisher=other, url=evil)


ORDINARY = (
    Article(
        "paper/1.txt",
        "Anna Berg met Karl Stein in Berlin on Monday.\n\n“We talked about the grain harvest with Karl Stein,” said "
        "Anna Berg. Karl Stein accused the ministry.",
        ("Anna Berg", "Karl Stein"),
        title="Berg and Stein talk",
        url="https://news.example/1",
    ),
    Article(
        "paper/2.txt",
        "“Rebels attacked the harbour at dawn,” Karl Stein said. Karl Stein attacked nobody, met nobody.",
        ("Karl Stein", "Rebels"),
        title="The harbour",
    ),
    Article("paper/3.txt", "“The Škoda café in İzmir is naïve,” Karl Stein said.", ("Karl Stein",), title="Škoda"),
)
