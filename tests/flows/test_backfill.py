"""Backfills: what is asked for and nothing else, part by part, taken up again, and nights get their turn."""

import datetime as dt
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from commands import DATELINE, dateline, wait_until
from conftest import contents, query, run_steps
from test_killed import Process
from test_night import STORY, write_jsonl

from flows.backfill import Plan, Rates, in_words, parts, plan, rates
from flows.night import Night, PartError
from flows.outcome import Outcome
from flows.progress import Report
from flows.selection import Part, Selection
from flows.settings import Settings, load
from flows.sources import RawDocument
from warehouse.errors import WarehouseBusyError
from warehouse.generations import WarehouseFiles
from warehouse.inspect import check_file
from warehouse.publish import Warehouse

NO_ENGLISH = "Le ministre des affaires étrangères a rencontré hier à Paris les responsables du gouvernement numéro {}."


def archive(path: Path, count: int = 12, text: str = NO_ENGLISH) -> Path:
    """Articles of the first days of 2020, one a day, of two publishers by turns. Texts that are not in English take no
    worker.
    """
    return write_jsonl(
        path,
        *(
            {
                "uri": f"a-{number}",
                "text": " ".join([text.format(number)] * 3),
                "published_at": f"2020-01-{1 + number:02}",
                "publisher": ("Post", "Herald")[number % 2],
            }
            for number in range(count)
        ),
    )


def run_part(settings: Settings, part: Part) -> Outcome:
    night = Night(settings, Report(), part=part)
    with night:
        night.read_sources()
        night.find_copies()
        with night.extraction():
            assert list(night.batches()) == []
        if night.has_changes():
            night.link()
            night.check()
            night.publish()
    return night.outcome


def backfill(settings: Settings, selection: Selection) -> list[Outcome]:
    return [run_part(settings, part) for part in parts(settings, selection)]


def chosen(tmp_path: Path, source: Path, **more: object) -> Settings:
    return load(warehouse=tmp_path / "w.duckdb", sources=(str(source),), backfill_articles=4, **more)


def uris(warehouse: Path) -> list[object]:
    return [uri for (uri,) in query(warehouse, "SELECT uri FROM articles ORDER BY published_at")]


def day(number: int) -> dt.date:
    return dt.date(2020, 1, number)


def test_days_choose_and_parts_are_runs_of_their_own(tmp_path: Path) -> None:
    settings = chosen(tmp_path, archive(tmp_path / "a.jsonl"))
    outcomes = backfill(settings, Selection(day(2), day(9)))
    found = [(outcome.outcome, outcome.counts.new, outcome.counts.passed_over) for outcome in outcomes]
    assert found == [("published", 7, 1), ("published", 1, 3)]
    assert uris(settings.warehouse) == [f"a-{number}" for number in range(1, 9)]
    runs = Warehouse(settings.warehouse).runs()
    assert runs.select("kind", "selection").unique().rows() == [
        ("backfill", '{"from": "2020-01-02", "to": "2020-01-09"}')
    ]
    assert check_file(settings.warehouse) == []


def test_a_publisher_and_a_limit_choose_and_the_same_again_goes_on(tmp_path: Path) -> None:
    settings = chosen(tmp_path, archive(tmp_path / "a.jsonl"))
    herald = Selection(publishers=("Herald",), limit=4)
    assert sum(outcome.counts.new for outcome in backfill(settings, herald)) == 4
    assert uris(settings.warehouse) == ["a-1", "a-3", "a-5", "a-7"]
    again = backfill(settings, herald)
    assert (sum(outcome.counts.new for outcome in again), again[0].counts.known) == (2, 4)
    assert uris(settings.warehouse) == ["a-1", "a-3", "a-5", "a-7", "a-9", "a-11"]


def test_in_parts_or_at_once_the_rows_are_the_same(tmp_path: Path) -> None:
    source = archive(tmp_path / "a.jsonl")
    backfill(chosen(tmp_path, source), Selection())
    assert run_steps(tmp_path / "night.duckdb", source).outcome == "published"
    found, expected = (contents(tmp_path / name, without=("run_id",)) for name in ("w.duckdb", "night.duckdb"))
    for name, rows in expected.items():
        assert found[name].equals(rows, null_equal=True), name


def test_an_earlier_text_does_not_replace_what_is_published(tmp_path: Path) -> None:
    def told(number: int, text: str, **more: object) -> Settings:
        article = {"uri": "a", "text": " ".join([NO_ENGLISH.format(text)] * 3), **more}
        return chosen(tmp_path, write_jsonl(tmp_path / f"{number}.jsonl", article), max_shrink_share=1.0)

    steps = [
        (told(1, "deux", published_at="2020-01-02"), "published", 0),
        (told(2, "un", published_at="2020-01-01"), "unchanged", 1),
        (told(3, "sans date"), "unchanged", 1),
        (told(4, "trois", published_at="2020-01-03"), "published", 0),
    ]
    for settings, outcome, known in steps:
        (done,) = backfill(settings, Selection())
        assert (done.outcome, done.counts.known) == (outcome, known)
    ((text,),) = query(tmp_path / "w.duckdb", "SELECT text FROM articles")
    assert "trois" in str(text)


def test_a_part_that_cannot_be_read_to_its_end_is_not_tried_again(tmp_path: Path) -> None:
    def documents() -> Iterator[RawDocument]:
        yield RawDocument(uri="a", text=NO_ENGLISH)
        raise OSError(5, "Input/output error")

    part = Part(documents(), Selection(), 4)
    with pytest.raises(PartError, match="Input/output error"):
        run_part(chosen(tmp_path, tmp_path), part)
    assert not (tmp_path / "w.duckdb").exists()


def test_a_plan_counts_what_a_backfill_then_does_and_changes_nothing(tmp_path: Path) -> None:
    source = archive(tmp_path / "a.jsonl")
    settings = chosen(tmp_path, source)
    assert rates(settings.warehouse) is None
    backfill(settings, Selection(limit=2))
    lines = [
        {"uri": "a-0", "text": NO_ENGLISH.format("corrigé") * 3, "published_at": "2020-02-01"},
        {"uri": "b", "text": " ".join([NO_ENGLISH.format(5)] * 3), "published_at": "2020-01-20"},
        {"uri": "c", "text": STORY, "published_at": "2020-01-21"},
        {"uri": "d", "text": STORY + " And more."},
    ]
    with source.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in [*lines, "no object"])
    before = settings.warehouse.read_bytes(), sorted(tmp_path.iterdir())
    planned = plan(settings, Selection(start=day(1)), Report())
    assert (settings.warehouse.read_bytes(), sorted(tmp_path.iterdir())) == before
    assert (planned.documents, planned.new, planned.changed, planned.known) == (17, 12, 1, 2)
    assert (planned.passed_over, planned.refused, planned.words) == (1, 1, 54)
    assert (planned.duplicates, planned.parts) == (1, 3)


def test_the_time_comes_from_what_earlier_runs_took(tmp_path: Path) -> None:
    settings = chosen(tmp_path, archive(tmp_path / "a.jsonl"))
    backfill(settings, Selection())
    import duckdb

    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("UPDATE meta.runs SET inputs = 1000, words = 500_000, new_articles = 1000, seconds = 180")
        connection.execute("""UPDATE meta.runs SET stage_seconds = '{"read sources": 10, "extract (words)": 100}'""")
        connection.execute("UPDATE meta.runs SET new_articles = 0, seconds = 130 WHERE run_no = 1")
    assert rates(settings.warehouse) == Rates(3, 100.0, 5000.0, 20.0, 0.05)
    seconds = Rates(3, 100.0, 5000.0, 20.0, 0.05).seconds(Plan(documents=2000, new=1000, words=1_000_000, parts=2))
    assert seconds == 20 + 200 + 2 * 20 + 50
    assert [in_words(value) for value in (40, 700, 12_000, 187_000)] == ["40 s", "12 min", "3 h 20 min", "2 days 3 h"]


def test_a_night_waits_for_a_part_and_not_for_another_night(tmp_path: Path) -> None:
    settings = chosen(tmp_path, archive(tmp_path / "a.jsonl"))
    said: list[str] = []
    held = WarehouseFiles(settings.warehouse)
    with ThreadPoolExecutor(1) as pool:
        with held.locked("backfill"):
            night = pool.submit(lambda: held_once(settings.warehouse, "night", said.append))
            wait_until(lambda: bool(said), 30, "the night waits")
            assert not night.done()
        assert night.result(30) == "held"
        with held.locked("night"):
            part = pool.submit(lambda: held_once(settings.warehouse, "backfill", said.append))
            wait_until(lambda: len(said) == 2, 30, "the backfill waits")
            with pytest.raises(WarehouseBusyError, match=rf"process {os.getpid()}"):
                held_once(settings.warehouse, "night", said.append)
        assert part.result(30) == "held"
    assert said[0].endswith(f"(backfill, process {os.getpid()})") and said[1].endswith(
        f"(night, process {os.getpid()})"
    )


def held_once(warehouse: Path, kind: str, tell: Callable[[str], None]) -> str:
    with WarehouseFiles(warehouse).locked(kind, tell):
        return "held"


@pytest.mark.slow
def test_a_backfill_is_stopped_taken_up_again_and_a_night_goes_in_between(tmp_path: Path, prefect_home: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    source = archive(tmp_path / "a.jsonl", 12)
    (tmp_path / "dateline.toml").write_text("backfill_articles = 2\nworkers = 1\n", encoding="utf-8")
    command = [*DATELINE, "backfill", str(source), "-w", str(warehouse)]
    run = Process(command, tmp_path, prefect_home)
    run.wait_for("part 1, run")
    tonight = write_jsonl(tmp_path / "tonight.jsonl", {"uri": "tonight", "text": " ".join([NO_ENGLISH] * 3)})
    night = dateline("run", tonight, "-w", warehouse, "--workers", "1", home=prefect_home)
    assert night.returncode == 0, night.stdout + night.stderr
    asked = time.monotonic()
    assert run.end(signal.SIGTERM, group=False) == 128 + signal.SIGTERM, run.said()
    assert time.monotonic() - asked < 15
    stopped_at = len(uris(warehouse))
    assert 2 < stopped_at < 13
    done = dateline("backfill", source, "-w", warehouse, "--from", "2020-01-01", home=prefect_home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(uris(warehouse)) == 13 and f"backfill ended: {13 - stopped_at} articles published" in done.stdout
    kinds = Warehouse(warehouse).runs().sort("run_no")["kind"].to_list()
    assert "night" in kinds[1:-1] and set(kinds) == {"night", "backfill"}
    assert check_file(warehouse) == []
