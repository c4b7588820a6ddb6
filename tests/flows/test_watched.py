"""What monitors see: health, figures, lines of JSON, a POST to somebody's server."""

import datetime as dt
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb
import pytest
from commands import said
from conftest import SAMPLES, query, run_steps
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families
from test_night import STORY, write_jsonl

from flows.ending import tell_of
from flows.health import health
from flows.metrics import metrics_text
from flows.night import Night, RunRefused
from flows.notify import notify
from flows.outcome import Outcome
from flows.progress import Report
from flows.settings import load
from warehouse.publish import Warehouse


@pytest.fixture
def warehouse(published_samples: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(published_samples, tmp_path / "news.duckdb"))


def change(file: Path, sql: str) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(sql)


# Health.


def test_a_sound_warehouse_is_ok_and_an_unknown_one_unknown(warehouse: Path, tmp_path: Path) -> None:
    found = json.loads(said("status", "-w", warehouse, "--json"))
    assert (found["health"], found["reasons"], len(found["runs"])) == ("ok", [], 1)
    assert found["runs"][0]["stage_seconds"]["link"] > 0 and found["file_bytes"] == warehouse.stat().st_size
    assert "no runs are recorded" in said("status", "-w", tmp_path / "none.duckdb", status=3)


@pytest.mark.parametrize(
    ("damage", "status", "reason"),
    [
        ("UPDATE meta.runs SET outcome = 'failed', message = 'no disk'", 2, "failed: no disk"),
        ("UPDATE meta.runs SET outcome = 'failed', message = 'no disk', kind = 'backfill'", 1, "failed: no disk"),
        ("""UPDATE meta.runs SET warnings = '["3 new articles of Post"]'""", 1, "3 new articles of Post"),
        ("UPDATE meta.runs SET ended_at = ended_at - INTERVAL 30 HOUR", 2, "no run has ended well for 30"),
        ("UPDATE meta.runs SET started_at = started_at + INTERVAL 2 DAY", 1, "started in the future"),
    ],
)
def test_what_is_wrong_is_a_state_a_sentence_and_an_exit_status(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, damage: str, status: int, reason: str
) -> None:
    change(warehouse, damage)
    if "HOUR" in damage:
        monkeypatch.setenv("DATELINE_STALE_HOURS", "26")
    assert reason in said("status", "-w", warehouse, status=status)
    found = json.loads(said("status", "-w", warehouse, "--json", status=status).splitlines()[-1])
    assert found["health"] == ("ok", "warning", "critical")[status]


def test_a_file_that_cannot_be_read_is_critical_and_the_ledger_still_shown(warehouse: Path) -> None:
    row = Warehouse(warehouse).runs().row(0, named=True)
    Warehouse(warehouse).record({**row, "run_id": "later", "run_no": 9, "outcome": "unchanged"})
    warehouse.write_bytes(b"no database")
    shown = said("status", "-w", warehouse, status=2)
    assert "later" in shown and "can't be read" in shown
    warehouse.rename(warehouse.with_name("news.duckdb.gen-000001"))
    assert "is gone; `dateline restore`" in said("status", "-w", warehouse, status=2)


# Figures.


def test_figures_are_open_metrics_and_the_older_format_too(warehouse: Path, tmp_path: Path) -> None:
    text = said("metrics", "-w", warehouse)
    families = {family.name: family for family in openmetrics.text_string_to_metric_families(text)}
    older = {family.name: family for family in text_string_to_metric_families(text)}
    assert families.keys() == older.keys()
    rows = {sample.labels["table"]: sample.value for sample in families["dateline_table_rows"].samples}
    assert rows["articles"] == 2 and rows["quotes"] == query(warehouse, "SELECT count(*) FROM quotes")[0][0]
    states = {sample.labels["state"]: sample.value for sample in families["dateline_health"].samples}
    assert states == {"ok": 1, "warning": 0, "critical": 0, "unknown": 0}
    assert families["dateline_last_good_run_timestamp_seconds"].samples[0].value > 1.7e9
    by_column = {sample.labels["column"] for sample in families["dateline_published_null_share"].samples}
    assert "quotes.speaker_actor_id" in by_column


FORGED = '"} 1\ndateline_health{state="x'


def test_a_publisher_cannot_forge_figures(warehouse: Path) -> None:
    change(
        warehouse,
        f"UPDATE meta.run_metrics SET label = label || '{FORGED}' WHERE metric = 'new_articles'",
    )
    warehouse_ = Warehouse(warehouse)
    text = metrics_text(warehouse_, health(warehouse_, last=1))
    families = {family.name: family for family in openmetrics.text_string_to_metric_families(text)}
    assert len(families["dateline_health"].samples) == 4
    publishers = [sample.labels["publisher"] for sample in families["dateline_published_articles"].samples]
    assert publishers and all(publisher.endswith(FORGED) for publisher in publishers)


def test_a_file_that_cannot_be_written_fails_nothing(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file, words in (("dateline.prom", ""), ("none/dateline.prom", "could not write metrics_file")):
        tell_of(Outcome("run"), load(warehouse=warehouse, metrics_file=tmp_path / file), Report())
        assert words in capsys.readouterr().err
    assert "dateline_health" in (tmp_path / "dateline.prom").read_text(encoding="utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"dateline.prom", "news.duckdb"}


def test_unusual_figures_are_warned_of_or_keep_the_night_back(warehouse: Path, tmp_path: Path) -> None:
    change(
        warehouse,
        """
        UPDATE meta.run_metrics SET value = value * 40 WHERE metric IN ('new_articles', 'new_rows');
        INSERT INTO meta.runs SELECT r.* REPLACE ('n' || i AS run_id, i + 1 AS run_no)
        FROM meta.runs AS r, range(1, 6) AS nights(i);
        INSERT INTO meta.run_metrics SELECT m.* REPLACE ('n' || i AS run_id)
        FROM meta.run_metrics AS m, range(1, 6) AS nights(i);
        """,
    )
    feed = write_jsonl(tmp_path / "f.jsonl", {"uri": "a", "text": STORY})
    with pytest.raises(RunRefused, match=r"unusual: 0 new articles of .*DATELINE_WATCH_NIGHTS=0"):
        run_steps(warehouse, feed, workers=1, watch_count_fail=0.95)
    outcome = run_steps(warehouse, feed, workers=1)
    assert outcome.outcome == "published"
    assert any(warning.startswith("1 new rows of articles; the last 6 nights had 80") for warning in outcome.warnings)
    assert "unusual" not in (Warehouse(warehouse).runs()["warnings"][0] or "")
    assert outcome.warnings[0] in said("status", "-w", warehouse, status=1)


# Lines.


def test_lines_are_json_where_it_is_asked_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = Report(as_json=True)
    settings = load(warehouse=tmp_path / "w.duckdb", sources=(str(SAMPLES),), run_id="first", log="json")
    with Night(settings, report) as night:
        night.read_sources()
    report.line("\x1b[31m\nforged")
    tell_of(Outcome("first", "failed", message="no disk"), settings, report)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["message"] for line in lines[1:]] == ["\x1b[31m\nforged", "no disk"]
    assert lines[0]["stage"] == "read sources" and lines[0]["done"] == 2
    assert {(line["run_id"], line["kind"]) for line in lines} == {("first", "night")}
    assert lines[-1]["level"] == "error" and dt.datetime.fromisoformat(lines[0]["time"]).tzinfo is not None


# Word of it.


class Hook:
    """A server that keeps what it is sent, and answers as it is told."""

    def __init__(self, status: int = 200, *, drips: bool = False) -> None:
        self.got: list[dict[str, object]] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                if drips:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                    while not hook.ended.wait(0.05):
                        self.wfile.write(b"X: y\r\n")
                else:
                    self.send_response(status)
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.ended = threading.Event()
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/secret"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def hooks() -> Iterator[list[Hook]]:
    made: list[Hook] = []
    yield made
    for hook in made:
        hook.close()


FAILED = Outcome("r1", "failed", message="no \x1b[31m disk")


def told(outcome: Outcome, url: str | None, **settings: object) -> list[str]:
    lines: list[str] = []
    notify(outcome, load(notify_url=url, **settings), lines.append)
    return lines


def test_a_failure_is_posted_and_a_good_night_only_if_wanted(hooks: list[Hook]) -> None:
    hooks.append(hook := Hook())
    assert told(FAILED, hook.url) == ["notified 127.0.0.1"]
    assert told(Outcome("r2", "published"), hook.url) == []
    assert told(Outcome("r3", "published", warnings=["few articles"]), hook.url) == ["notified 127.0.0.1"]
    assert told(Outcome("r4", "unchanged"), hook.url, notify_on="always") == ["notified 127.0.0.1"]
    assert told(FAILED, None) == []
    assert [(post["run_id"], post["outcome"], post["warnings"]) for post in hook.got] == [
        ("r1", "failed", []),
        ("r3", "published", ["few articles"]),
        ("r4", "unchanged", []),
    ]
    assert hook.got[0]["text"] == "dateline dateline.duckdb: run r1 failed: no \\u001b[31m disk"


def test_what_goes_wrong_with_it_is_said_without_the_secret(hooks: list[Hook], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.notify.SECONDS", 1.0)
    hooks += [Hook(500), Hook(drips=True)]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/secret"
        lines = [*told(FAILED, hooks[0].url), *told(FAILED, hooks[1].url), *told(FAILED, nobody)]
    assert lines[:2] == [
        "could not notify 127.0.0.1: it answered 500 Internal Server Error",
        "could not notify 127.0.0.1: no answer in 1 seconds",
    ]
    assert "refused" in lines[2] and not any("secret" in line for line in lines)
