"""Names are untrusted text: ten thousand of them, and nothing in which they are searched, kept or shown breaks."""

import csv
import datetime as dt
import io
import re
import unicodedata
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parsing import MODEL
from rich.console import Console

from flows.outcome import Counts, Outcome
from flows.progress import Report
from flows.summary import markdown, show_outcome, show_runs
from schemas import MAIN_TABLES, ActorMentions, Actors, Articles, EventMentions, Events, Quotes, Sentences
from schemas.reference import SeedError
from schemas.table import ID_PATTERN
from transforms.actors.aliases import AliasIndex, read
from transforms.actors.gazetteer import Gazetteer, normalise
from transforms.annotate import load_model
from transforms.extract import extract
from transforms.ids import content_id
from warehouse.ddl import load_views
from warehouse.inspect import check_file
from warehouse.publish import Warehouse

PIECES = (
    *("'", '"', "`", "\\", "|", ";", "--", "/*", "*/", "%", "_", "$1", "?", "{}", "{0}", "%s", "=1+1", "@x", "-1", "0"),
    *("\x00", "\x1b[31m", "\x1f", "\n", "\r\n", "\t", "\x0b", "\x85", "\u2028", "\u200b", "\u200d", "\u202e", "\u2066"),
    *(
        "\ufeff",
        "\u00ad",
        "\uffff",
        "e\u0301",
        "\u0301\u0301\u0301",
        "ﬁ",
        "İ",
        "ı",
        "ß",
        "ŉ",
        "ᾳ",
        "Ǆ",
        "ﷺ",
        "𝒜",
        "א",
        "ع",
    ),
    *("\U0001f469\u200d\U0001f467", "\U0001f1f0\U0001f1f5", "ไ", "金", "한", "A" * 300, "NULL", "null", "NaN", "true"),
    *("[red]", "[/red]", "[link=file:///x]", "[/]", "<script>alert(1)</script>", "<b>", "&amp;", "```", "| a | b |"),
    *("'; DROP TABLE actors; --", "actors", "meta.runs", "main", "person:", "country:PRK"),
    *("Kim", "Jong Un", "al-", "O’", "U.S.", "the", "Mr.", " ", "  ", "-", ".", ","),
)
CHARACTER = st.characters(exclude_categories=("Cs",))
NAME = st.one_of(
    st.text(CHARACTER, min_size=1, max_size=12),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join),
    st.tuples(st.sampled_from(PIECES), st.text(CHARACTER, max_size=4), st.sampled_from(PIECES)).map(" ".join),
)
A_RUN, NAMES_A_RUN = 500, 20
NAMES = st.lists(NAME, min_size=NAMES_A_RUN, max_size=NAMES_A_RUN)
fuzzed = settings(max_examples=A_RUN, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@cache
def many_names() -> list[str]:
    """Some thousand different names, the same in every run."""
    found: dict[str, None] = {}

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(NAMES)
    def collect(names: list[str]) -> None:
        found.update(dict.fromkeys(names))

    collect()
    return list(found)


@fuzzed
@given(NAMES)
def test_names_are_found_where_they_stand_and_nowhere_else(names: list[str]) -> None:
    gazetteer: Gazetteer[str] = Gazetteer((name, name) for name in names)
    text = "".join(f"\n\n{name}\n\n" for name in names)
    found: dict[str, set[str]] = {}
    for hit in gazetteer.find(text):
        assert 0 <= hit.start < hit.end <= len(text)
        written = text[hit.start : hit.end]
        assert hit.entries
        for entry in hit.entries:
            found.setdefault(entry, set()).add(written)
            if unicodedata.is_normalized("NFC", text):
                assert normalise(written) == normalise(entry)
    for name in names:
        whole = name and name[0].isalnum() and name[-1].isalnum() and unicodedata.is_normalized("NFC", name)
        if whole and normalise(name[0]) and normalise(name[-1]):
            assert name in found.get(name, set())


@fuzzed
@given(NAMES)
def test_keys_and_ids_are_plain_and_tell_names_apart(names: list[str]) -> None:
    for name in names:
        folded = normalise(name)
        assert normalise(folded) == folded
        assert folded == " ".join(folded.split())
        assert all(character.isalnum() or character == " " for character in folded)
        assert re.fullmatch(ID_PATTERN, content_id("act", f"person:{name}"))
    assert len({content_id("act", name) for name in names}) == len(set(names))


def test_a_table_of_aliases_takes_any_name_or_says_what_is_wrong_with_it() -> None:
    taken = 0
    for name in many_names():
        table = io.StringIO()
        header = ["alias", "key", "mentions", "articles", "source"]
        csv.writer(table).writerows([header, [name, f"person:{name}", "", "", "me"]])
        try:
            rows = read(table.getvalue().encode(), "own.csv")
        except SeedError as error:
            assert str(error).startswith("own.csv")
            continue
        taken += 1
        (alias,) = AliasIndex(("own.csv", rows))
        assert alias.key == f"person:{normalise(alias.key.removeprefix('person:'))}" or " (" in alias.key
    assert taken > 100


def frames(names: list[str]) -> dict[str, pl.DataFrame]:
    """Rows of all main tables for articles of which each is but a name."""
    rows: dict[str, list[dict[str, object]]] = {model.reference_name(): [] for model in MAIN_TABLES}
    for name, next_name in zip(names, names[1:] + names[:1], strict=True):
        article, sentence, actor = (content_id(prefix, name) for prefix in ("art", "sen", "act"))
        where = {"article_id": article, "start_char": 0, "end_char": len(name), "run_id": "run-1"}
        rows["articles"].append(
            {
                **{"article_id": article, "uri": name, "text": name, "title": name, "byline": name, "publisher": name},
                **{"is_cased": True, "is_punctuated": True, "word_count": 1, "content_id": content_id("txt", name)},
                **{"extractor": "a/b/c", "run_id": "run-1"},
            }
        )
        here = where | {"sentence_id": sentence}
        rows["sentences"].append(here | {"sentence_no": 1, "text": name, "is_boilerplate": False})
        known = {"actor_id": actor, "name": name, "title": name, "kind": "person", "is_generic": False}
        rows["actors"].append(known | {"run_id": "run-1"})
        mention = {"mention_id": content_id("men", name), "actor_id": actor, "text": name, "form": "name"}
        rows["actor_mentions"].append(here | mention | {"confidence": 1.0})
        quote = {"quote_id": content_id("quo", name), "utterance_id": content_id("utt", name), "kind": "direct"}
        said = {"speaker_actor_id": actor, "speaker_text": name, "cue": name, "text": name, "addressee": name}
        spans = {f"{part}_{end}_char": where[f"{end}_char"] for part in ("speaker", "cue") for end in ("start", "end")}
        rows["quotes"].append(here | quote | said | spans | {"confidence": 0.5})
        event = {
            **{"event_id": content_id("evt", name), "event_type": "CONSULT", "cameo_code": "04", "cameo_root": "04"},
            **{
                "event_date": dt.date(2026, 11, 1),
                "event_date_precision": "day",
                "quad_class": 1,
                "goldstein": 1.0,
                "status": "actual",
            },
            **{
                "source_country": "PRK",
                "target_country": "KOR",
                "source_actor_id": actor,
                "target_actor_id": content_id("act", next_name),
                "confidence": 0.5,
                "run_id": "run-1",
            },
        }
        rows["events"].append(event | {"place_name": name, "mention_count": 1, "article_count": 1})
        report = {"event_mention_id": content_id("evm", name), "trigger": name, "rule_id": "r"}
        ends = {f"{role}_{end}_char": where[f"{end}_char"] for role in ("source", "target") for end in ("start", "end")}
        rows["event_mentions"].append(here | event | report | ends)
    models = (Articles, Sentences, Actors, ActorMentions, Quotes, Events, EventMentions)
    return {
        model.reference_name(): model.frame(
            [{key: row.get(key) for key in model.dtypes()} for row in rows[model.reference_name()]]
        )
        for model in models
    }


def run_row() -> dict[str, object]:
    counts = ("inputs", "new_articles", "known_articles", "duplicate_articles", "foreign_language_articles")
    versions = {"code_version": "0", "model": "none", "rules": "none", "sources": "[]"}
    started = {
        "run_id": "run-1",
        "run_no": 1,
        "kind": "night",
        "started_at": dt.datetime(2026, 11, 1),
        "outcome": "published",
    }
    return {**started, **versions, **dict.fromkeys((*counts, "quarantined_rows"), 0)}


def test_tables_and_views_give_back_the_names_they_were_given(tmp_path: Path) -> None:
    names = many_names()
    warehouse = Warehouse(tmp_path / "news.duckdb")
    with warehouse.writer() as writer:
        writer.merge(frames(names))
        writer.publish(run_row())
    assert check_file(warehouse.path) == []
    kept = {"actors": "name", "actor_mentions": "text", "quotes": "speaker_text", "events": "place_name"}
    for table, column in kept.items():
        assert set(warehouse.query(f"SELECT {column} FROM {table}").to_series()) == set(names)
    for view in load_views():
        assert warehouse.query(f"SELECT * FROM {view.name}").height > 0
    assert set(warehouse.query("SELECT name FROM actor_activity").to_series()) == set(names)
    for name in names[:200]:
        assert warehouse.query("SELECT name FROM actors WHERE name = ?", [name]).item() == name


def test_reports_and_logs_show_names_and_never_obey_them(capsys: pytest.CaptureFixture[str]) -> None:
    reference = Outcome("run-1", "refused", Counts(), reasons=[("check", "plain", 1)], message="plain")
    lines_of_plain = len(shown(reference).splitlines())
    for name in many_names():
        outcome = Outcome("run-1", "refused", Counts(), reasons=[("check", name, 1)], message=name)
        text = shown(outcome)
        assert len(text.splitlines()) == lines_of_plain
        assert all(character.isprintable() or character == "\n" for character in text)
        if name.isprintable():
            assert text.count(name) >= 2
        page = markdown(outcome)
        assert page.count("```") == 2
        assert all(character.isprintable() or character == "\n" for character in page)
    report = Report(Console(file=io.StringIO()))
    for name in many_names()[:500]:
        report.line(name)
    assert len(capsys.readouterr().err.splitlines()) == min(500, len(many_names()))


def shown(outcome: Outcome) -> str:
    """What `dateline run` and `dateline status` print, without the colours of a terminal."""
    out = io.StringIO()
    console = Console(file=out, width=100)
    show_outcome(console, outcome, Path("news.duckdb"))
    row = run_row() | {"new_articles": 0, "seconds": 1.0, "message": outcome.message}
    show_runs(console, [row])
    return out.getvalue()


def test_articles_that_hold_such_names_are_read_to_the_end() -> None:
    names = many_names()[:300]
    texts = {
        content_id("art", name): f"{name} met Chinese officials on Monday. “We will see,” {name} told Anna {name}."
        for name in names
    }
    columns = {"title": None, "published_at": None, "is_cased": True, "is_punctuated": True}
    articles = pl.DataFrame(
        [{"article_id": key, "uri": key, "url": None, "text": text, **columns} for key, text in texts.items()],
        schema_overrides={"title": pl.String, "published_at": pl.Datetime("us"), "url": pl.String},
    )
    rows = extract(articles, load_model(MODEL))
    for mention in rows["actor_mentions"].iter_rows(named=True):
        assert texts[mention["article_id"]][mention["start_char"] : mention["end_char"]] == mention["text"]
    for actor in rows["actors"].iter_rows(named=True):
        assert re.fullmatch(ID_PATTERN, actor["actor_id"])
        assert actor["name"].strip()
    assert set(rows["actor_mentions"]["actor_id"].drop_nulls()) <= set(rows["actors"]["actor_id"])
