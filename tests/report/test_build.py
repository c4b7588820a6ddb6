"""A report as files: each link leads somewhere, each row to its words, and nothing an article says is believed."""

import datetime as dt
import json
import re
import shutil
import unicodedata
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest
from reading_pages import Page, pages_of
from report_rows import MALICE, NIGHT, ORDINARY, Article, hostile, publish, run_row

from report.build import STATIC, ReportFolderError, write_report
from report.pages import Written, article_page
from report.search import MOST_QUOTES_OF_A_WORD
from report.svg import PALETTE
from report.tables import prepare
from report.text import plain
from schemas.meta import Quarantine
from transforms.ids import content_id
from warehouse.ddl import load_views
from warehouse.errors import WarehouseError
from warehouse.publish import Warehouse
from warehouse.snapshot import snapshot
from warehouse.stored import fill

REFUSED = [{"table_name": "articles", "check_name": evil, "reason": evil, "uri": evil, "row": evil} for evil in MALICE]
ARTICLES = (*ORDINARY, *(hostile(number) for number in range(len(MALICE))))
MEGABYTE = 1_000_000
OWN_NAMES = re.compile(
    r"(index|quotes|speakers|timelines|network|map)\.html|(articles|events|actors|quarantine)/\d+\.html"
    r"|articles/[0-9a-f]{2}/art_[0-9a-f]{20}(-\d+)?\.html|dyads/[A-Za-z0-9_-]+/\d+\.html"
    r"|static/(report\.css|search\.js|icon\.svg)|data/(directory|(words|quotes)-\d+)\.js"
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("warehouse") / "news.duckdb", ARTICLES, REFUSED)


@pytest.fixture(scope="module")
def report(warehouse: Path) -> Path:
    folder = warehouse.parent / "report"
    write_report(warehouse, folder)
    return folder


@pytest.fixture(scope="module")
def pages(report: Path) -> dict[str, Page]:
    return pages_of(report)


def rows(warehouse: Path, sql: str) -> list[tuple[str, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def shards(report: Path, name: str) -> list[list[object]]:
    """What the scripts of a kind hand over, in order."""
    found = []
    for path in report.glob(f"data/{name}*.js"):
        call = re.fullmatch(rf"dateline\.{name}\((.*)\);\n", path.read_text(encoding="utf-8"), re.DOTALL)
        assert call, path
        found.append(json.loads(call[1]))
    return sorted(found, key=lambda shard: shard[0]) if name != "directory" else found


def test_file_names_are_ours(report: Path) -> None:
    names = [str(path.relative_to(report)) for path in report.rglob("*") if path.is_file()]
    assert {name for name in names if not OWN_NAMES.fullmatch(name)} == set()
    assert {f"static/{name}" for name in STATIC} < set(names)


def test_nothing_an_article_says_is_markup(report: Path, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        policy = next(found["content"] for tag, found in page.elements if "http-equiv" in found)
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'"), name
        assert "unsafe" not in policy and "http" not in policy
        scripts = [found.get("src") for tag, found in page.elements if tag == "script"]
        assert scripts == (["static/search.js"] if name == "quotes.html" else []), name
        assert ("script-src 'self'" in policy) == bool(scripts)
        for tag, found in page.elements:
            assert tag not in ("img", "iframe", "object", "embed", "form", "base", "textarea", "b", "style") or (
                tag == "b" and found == {"class": "type"}
            ), (name, tag)
            assert not [key for key in found if key.startswith("on") or key == "style"], (name, tag, found)
    for path in report.rglob("*.*"):
        seen = set(path.read_text(encoding="utf-8")) if path.is_file() else set()
        assert not {c for c in seen if unicodedata.category(c) in ("Cc", "Cf")} - set("\n\r\t"), path


def test_every_link_leads_somewhere(report: Path, pages: dict[str, Page]) -> None:
    outside = set()
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        for link in page.links:
            if link.startswith("https://"):
                outside.add(link)
                continue
            path, _, anchor = link.partition("#")
            target = (report / name).parent.joinpath(path).resolve() if path else report / name
            assert target.is_file(), (name, link)
            if anchor and not anchor.startswith("q="):
                assert anchor in pages[str(target.relative_to(report.resolve()))].ids, (name, link)
    assert outside == {"https://news.example/1"}


def test_each_row_leads_to_its_words_and_back(warehouse: Path, pages: dict[str, Page]) -> None:
    spans = rows(
        warehouse,
        "SELECT article_id, quote_id, quote_id, text FROM quotes UNION ALL "
        "SELECT article_id, event_mention_id, event_mention_id, trigger FROM event_mentions UNION ALL "
        "SELECT article_id, mention_id, actor_id, text FROM actor_mentions",
    )
    assert len(spans) > 60
    for article_id, span_id, row_id, words in spans:
        page = pages[article_page(article_id)]
        # A span that crosses another is cut: the first piece bears the id.
        assert plain(words).startswith(page.words[f"w-{span_id}"]) and page.words[f"w-{span_id}"], span_id
        assert f"#w-{span_id}" in page.links and f"#{row_id}" in page.links and row_id in page.ids


def test_an_articles_text_is_there_word_for_word(pages: dict[str, Page]) -> None:
    for article in ARTICLES:
        assert pages[article_page(article.article_id)].text == plain(article.text)


def test_lists_hold_every_row_once(warehouse: Path, pages: dict[str, Page]) -> None:
    for stem, table, key in (("events", "events", "event_id"), ("actors", "actors", "actor_id")):
        listed = [row for name, page in pages.items() if name.startswith(f"{stem}/") for row in page.ids]
        ids = {row_id for (row_id,) in rows(warehouse, f"SELECT {key} FROM {table}")}
        assert ids <= set(listed) and len(listed) == len(set(listed)) + sum(
            name.startswith(f"{stem}/") for name in pages
        ) - len({name for name in pages if name.startswith(f"{stem}/")})


def test_an_event_is_shown_by_the_sentence_of_event_log(warehouse: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(warehouse, tmp_path / "copy.duckdb"))
    with duckdb.connect(str(path)) as connection:  # the surest report of some events gives another status than theirs
        (changed,) = connection.execute(
            """
            UPDATE event_mentions SET status = 'planned', confidence = 0.9 WHERE event_mention_id IN
                (SELECT min(event_mention_id) FROM event_mentions GROUP BY event_id HAVING count(*) > 1)
            """
        ).fetchone() or (0,)
        for view in load_views():
            if view.stored:
                connection.execute(f"DELETE FROM stored.{view.name}")
        fill(connection)
    assert changed
    with snapshot(path) as generation:
        prepare(generation)
        shown = generation.query(
            "SELECT e.event_id, r.article_id, r.start_char, e.sentence "
            "FROM shown_events AS e JOIN shown_reports AS r ON r.no = e.no AND r.rank = 1 ORDER BY e.event_id"
        )
        log = generation.query(
            "SELECT event_id, article_id, start_char, left(sentence, 400) AS sentence FROM event_log ORDER BY event_id"
        )
    assert shown.equals(log)


def test_pairs_have_timelines(pages: dict[str, Page]) -> None:
    countries = [name for name in pages if re.fullmatch(r"dyads/DEU-FRA/\d+\.html", name)]
    assert countries
    drawn = [found for tag, found in pages[countries[0]].elements if tag == "svg"]
    assert [found["class"] for found in drawn] == ["drawn wide", "drawn narrow"]
    assert all("DEU" in found["aria-label"] or "quad class" in found["aria-label"] for found in drawn)


def test_the_index_finds_every_word_of_every_quote(warehouse: Path, report: Path) -> None:
    quotes = [quote for _, shard in shards(report, "quotes") for quote in shard]  # type: ignore[attr-defined]
    assert len(quotes) == rows(warehouse, "SELECT count(*) FROM quotes")[0][0]
    found: dict[str, list[int]] = {}
    entries = [entry for _, shard in shards(report, "words") for entry in shard]  # type: ignore[attr-defined]
    for word, count, differences in entries:
        numbers = [sum(differences[: place + 1]) for place in range(len(differences))]
        assert count == len(numbers) <= MOST_QUOTES_OF_A_WORD
        found[word] = numbers
    assert [entry[0] for entry in entries] == sorted(found)
    expected = defaultdict(list)
    for number, quote in enumerate(quotes, start=1):
        bare = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", f"{quote[2]} {quote[4]}")).lower()
        for word in dict.fromkeys(re.findall(r"[^\W_]+", bare)):
            expected[word].append(number)
    assert found == dict(expected)
    (directory,) = shards(report, "directory")
    assert directory["quotes"] == len(quotes) and directory["firsts"][0] == entries[0][0]  # type: ignore[call-overload]


def test_dark_mode_knows_every_colour_of_the_charts(report: Path) -> None:
    css = (report / "static/report.css").read_text(encoding="utf-8")
    for name, colour in PALETTE.items():
        assert f'="{colour}"]' in css, name
        assert css.count(f"--{name}: ") == 2, name  # light and dark


def test_a_line_of_ten_megabytes_goes_over_light_pages(tmp_path: Path) -> None:
    line = ("Anna Berg met the crowd & “said so < to <i>all</i>”, " + "and so on " * 600) * 1_700
    article = Article("long.txt", line, ("Anna Berg",), title="x" * MEGABYTE)
    assert len(line) > 10 * MEGABYTE
    written = write_report(publish(tmp_path / "long.duckdb", [article]), tmp_path / "report")
    assert written.heaviest_bytes < MEGABYTE, written
    parts = sorted(
        (int(match[1] or 1), path)
        for path in (tmp_path / "report/articles").rglob("art_*.html")
        if (match := re.search(r"art_[0-9a-f]+(?:-(\d+))?\.html", path.name))
    )
    sizes = [path.stat().st_size for _, path in parts]
    assert len(parts) > 20 and min(sizes[:-1]) > 100_000
    first = pages_of(parts[0][1].parent)[parts[0][1].name]
    assert line.startswith(first.text) and first.text


def test_a_warehouse_without_articles_has_a_report(tmp_path: Path) -> None:
    written = write_report(publish(tmp_path / "empty.duckdb", []), tmp_path / "report")
    assert written.pages > 8
    assert all("None" in (tmp_path / "report" / stem / "1.html").read_text() for stem in ("articles", "quarantine"))


def test_a_night_that_published_nothing_is_told_first(tmp_path: Path) -> None:
    file = publish(tmp_path / "news.duckdb", ORDINARY)
    refusal = {"quarantine_id": content_id("qr", 1), "table_name": "articles", "check_name": "empty", "row": "{}"}
    bad = run_row("run-2", started_at=NIGHT + dt.timedelta(days=1), outcome="refused", message="too <few> articles")
    with Warehouse(file).writer() as writer:
        writer.record(bad, Quarantine.frame([{**refusal, "reason": "no words", "run_id": "run-2"}]))
    write_report(file, tmp_path / "report")
    said = (tmp_path / "report/index.html").read_text(encoding="utf-8")
    assert "The last run, <bdi>run-2</bdi>, refused: <bdi>too &lt;few&gt; articles</bdi>" in said
    assert "Run <bdi>run-1</bdi> published" in said
    assert re.search(r"Quarantine of the last run</h2>.*no words", said, re.DOTALL)


def test_a_report_replaces_a_report_and_nothing_else(warehouse: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(ReportFolderError, match="no report"):
        write_report(warehouse, mine)
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]
    folder = tmp_path / "report"
    write_report(warehouse, folder)
    (folder / "left.html").write_text("of the night before")
    again = write_report(warehouse, folder)
    assert isinstance(again, Written) and not (folder / "left.html").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"mine", "report"}
    with pytest.raises(ReportFolderError, match="no folder"):
        write_report(warehouse, folder / "index.html")


def test_a_file_that_cannot_be_read_leaves_the_old_report(warehouse: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    write_report(warehouse, folder)
    before = (folder / "index.html").read_bytes()
    with pytest.raises(WarehouseError, match="does not exist"):
        write_report(tmp_path / "none.duckdb", folder)
    forged = tmp_path / "forged.duckdb"
    forged.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(forged)) as connection:  # an id that would be a path, in a file without its checks
        connection.execute(
            "CREATE OR REPLACE TABLE articles AS SELECT * REPLACE ('../../x' AS article_id) FROM articles"
        )
    with pytest.raises(WarehouseError, match="no id of Dateline"):
        write_report(forged, folder)
    assert (folder / "index.html").read_bytes() == before
    assert not (tmp_path / "report.new").exists()


def test_a_speakers_quotes_are_searched_by_name(pages: dict[str, Page]) -> None:
    asked = [unquote(link.split("#q=")[1]) for link in pages["speakers.html"].links if "#q=" in link]
    assert "Anna Berg" in asked
