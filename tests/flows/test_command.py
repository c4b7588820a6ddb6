"""The command as its user meets it: a process with its output, its exit status and the file it leaves."""

import json
import os
import pty
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from commands import DATELINE, DUCKDB, ROOT, dateline, duckdb_rows, environment
from conftest import SAMPLES

STAGES = ("read sources", "find copies", "extract (words)", "link", "check", "publish")
ESCAPE = "\x1b"
README_QUERIES = re.findall(r"^-- (.+)\n(SELECT .+;)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


@dataclass(frozen=True)
class FirstRun:
    """What the first run did: its home, its file, what it said."""

    home: Path
    warehouse: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def first_run(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    warehouse = tmp_path_factory.mktemp("command") / "news.duckdb"
    done = dateline("run", SAMPLES, "--warehouse", warehouse, "--run-id", "first", home=prefect_home)
    assert done.returncode == 0, done.stdout + done.stderr
    return FirstRun(prefect_home, warehouse, done)


@pytest.fixture
def published(first_run: FirstRun, tmp_path: Path) -> Path:
    """A copy of the file of the first run."""
    return Path(shutil.copy(first_run.warehouse, tmp_path / "news.duckdb"))


def test_a_log_gets_plain_lines(first_run: FirstRun) -> None:
    assert ESCAPE not in first_run.done.stdout + first_run.done.stderr
    lines = first_run.done.stderr.splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S", line) for line in lines), lines
    assert [line.split(" ", 1)[1].split(":")[0] for line in lines] == list(STAGES)


def test_a_run_ends_with_what_came_in_and_went_out(first_run: FirstRun) -> None:
    said = first_run.done.stdout
    for pattern in (
        r"new articles +2\b",
        r"already known +0\b",
        r"articles +2\b",
        r"sentences +[1-9]",
        *map(re.escape, STAGES),
    ):
        assert re.search(pattern, said), pattern
    assert "run first: published" in said
    assert f"duckdb -readonly {first_run.warehouse}\n" in said
    for about, sql in README_QUERIES:
        assert f"-- {about}\n  {sql}\n" in said


def test_nothing_but_the_file_is_left(first_run: FirstRun) -> None:
    assert {path.name for path in first_run.warehouse.parent.iterdir()} == {"news.duckdb", "news.duckdb.lock"}


@pytest.mark.skipif(DUCKDB is None, reason="the duckdb command line (PyPI duckdb-cli) is not installed")
@pytest.mark.parametrize(("about", "sql"), README_QUERIES, ids=[about for about, _ in README_QUERIES])
def test_the_real_command_line_answers_the_queries_of_the_readme(first_run: FirstRun, about: str, sql: str) -> None:
    rows = duckdb_rows(first_run.warehouse, sql)
    assert rows, about
    columns = [name.strip() for name in sql.removeprefix("SELECT ").split(" FROM ")[0].split(",")]
    assert list(rows[0]) == columns
    assert any(all(row[name] is not None for name in columns[1:3]) for row in rows)


def test_the_readme_has_three_queries() -> None:
    assert len(README_QUERIES) == 3


def test_the_run_is_on_prefects_pages(first_run: FirstRun) -> None:
    with closing(sqlite3.connect(first_run.home / "prefect.db")) as database:
        artifacts = database.execute("SELECT key, data FROM artifact").fetchall()
        flows = database.execute("SELECT state_type FROM flow_run JOIN flow ON flow.id = flow_id").fetchall()
        tasks = dict(database.execute("SELECT name, state_type FROM task_run").fetchall())
    assert any("# published: run first" in json.loads(data) for key, data in artifacts if key == "dateline-run")
    assert "dateline-quarantine" in dict(artifacts)
    assert ("COMPLETED",) in flows
    for step in ("read sources", "find copies", "extract a batch", "link", "check", "publish"):
        assert "COMPLETED" in {state for name, state in tasks.items() if name.startswith(step)}, step


def on_a_terminal(*arguments: str | Path, home: Path) -> tuple[int, str]:
    """Exit status and output of the command on a terminal of 100 columns."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home)
        os.execvpe(  # noqa: S606  the command itself is what runs on the terminal
            DATELINE[0],
            [*DATELINE, *map(str, arguments)],
            environment(home, COLUMNS="100", TERM="xterm-256color"),
        )
    output = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # on Linux this is how the end is told
            break
        if not piece:
            break
        output += piece
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), output.decode()


def test_a_second_run_changes_nothing_and_shows_a_bar_on_a_terminal(first_run: FirstRun, published: Path) -> None:
    before = published.read_bytes()
    status, said = on_a_terminal("run", SAMPLES, "-w", published, home=first_run.home)
    assert status == 0, said
    assert ESCAPE in said and "━" in said
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said)
    assert "read sources" in plain and re.search(r"\b2/2?", plain)
    assert re.search(r"already known +2\b", plain) and ": unchanged" in plain
    assert not re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ", plain)  # the stamps of a log
    assert published.read_bytes() == before


def test_a_refused_night_leaves_the_file_and_says_why(first_run: FirstRun, published: Path, tmp_path: Path) -> None:
    before = published.read_bytes()
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"uri": "a", "text": "Norway condemned Russia in Oslo."}\n{\n\x1b[31m\n', encoding="utf-8")
    done = dateline("run", feed, "-w", published, "--run-id", "bad", home=first_run.home)
    assert done.returncode == 1
    assert re.search(
        r"run bad: refused: 2 of 3 documents were refused, more than 20% .*line 2: no valid JSON", done.stdout
    )
    assert "Traceback" not in done.stderr and ESCAPE not in done.stdout + done.stderr
    assert published.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {
        *("feed.jsonl", "news.duckdb", "news.duckdb.lock", "news.duckdb.runs.jsonl")
    }
    shown = dateline("status", "-w", published, home=first_run.home)
    assert shown.returncode == 2
    assert re.search(r"bad +refused +3 +1 +0 +2", shown.stdout) and re.search(r"first +published +2 +2", shown.stdout)
    assert re.search(r"^bad: 2 of 3 documents were refused", shown.stdout, re.MULTILINE)
    monitored = dateline("status", "-w", published, "--json", home=first_run.home)
    assert monitored.returncode == 2
    health = json.loads(monitored.stdout)
    assert health["health"] == "critical" and "2 of 3 documents were refused" in health["reasons"][0]
    runs = health["runs"]
    assert [(run["run_id"], run["outcome"]) for run in runs] == [("bad", "refused"), ("first", "published")]
    assert runs[0]["quarantined_rows"] == 2 and "max_quarantined_share" in runs[0]["message"]


def test_a_missing_source_publishes_nothing(first_run: FirstRun, tmp_path: Path) -> None:
    done = dateline("run", tmp_path / "none.txt", "-w", tmp_path / "w.duckdb", home=first_run.home)
    assert done.returncode == 1
    assert "none.txt: no such file or directory" in done.stdout
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "w.duckdb").exists()


def test_a_server_that_does_not_answer_is_named(prefect_home: Path, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/api"
    done = dateline("run", SAMPLES, "-w", tmp_path / "w.duckdb", home=prefect_home, PREFECT_API_URL=nowhere)
    assert done.returncode == 1
    assert f"no Prefect server answers at PREFECT_API_URL={nowhere}" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "variables", "toml", "said"),
    [
        (
            ["run", "x.txt", "--model", "nonesuch"],
            {},
            None,
            "'nonesuch' is not installed; installed are: en_core_web_sm",
        ),
        (["run", "x.txt", "--workers", "0"], {}, None, "workers: Input should be greater than or equal to 1, not 0"),
        (["run", "x.txt"], {"DATELINE_WORKERS": "many"}, None, "workers: Input should be a valid integer"),
        (
            ["run", "x.txt"],
            {},
            "workres = 3",
            "workres: Extra inputs are not permitted, not 3 (known settings: warehouse",
        ),
        (["run", "x.txt"], {}, "workers = ", "dateline.toml: "),
        (["run", "x.txt", "--config", "none.toml"], {}, None, "none.toml: no such settings file"),
        (["run", "x.txt", "--run-id", "a b"], {}, None, "run_id: String should match pattern"),
        (["run"], {}, None, "give at least one source, or --reprocess"),
        (["run", "x.txt", "--wrkers", "2"], {}, None, "No such option: --wrkers"),
        (["serve"], {}, None, "give at least one source"),
        (["serve", "x.txt", "--model", "nonesuch"], {}, None, "'nonesuch' is not installed"),
        (["serve", "x.txt"], {"PREFECT_API_URL": "http://127.0.0.1:9/api"}, None, "no Prefect server answers at"),
        (
            ["serve", "x.txt"],
            {"PREFECT_SERVER_API_PORT": "http"},
            None,
            "PREFECT_SERVER_API_PORT=http: a port is a number",
        ),
        (["check"], {}, None, "Missing argument"),
    ],
)
def test_wrong_usage_is_named_with_what_would_be_right(
    prefect_home: Path, tmp_path: Path, arguments: list[str], variables: dict[str, str], toml: str | None, said: str
) -> None:
    if toml is not None:
        (tmp_path / "dateline.toml").write_text(toml, encoding="utf-8")
    done = dateline(*arguments, home=prefect_home, cwd=tmp_path, **variables)
    assert done.returncode == 2, done.stdout + done.stderr
    words = " ".join(done.stderr.replace("│", " ").split())
    assert said in words
    assert "Traceback" not in done.stderr


def test_check_finds_nothing_wrong_with_a_published_file(first_run: FirstRun) -> None:
    done = dateline("check", first_run.warehouse, home=first_run.home)
    assert done.returncode == 0
    assert "keys, schema, evidence and row counts are right" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("damage", "check", "found"),
    [
        ("UPDATE quotes SET start_char = start_char + 1", "evidence", "rows whose start_char"),
        ("DELETE FROM articles WHERE NOT is_punctuated", "foreign_key", "article_id"),
        ("DELETE FROM event_contexts", "row_count", "event_contexts: 0 rows"),
        ("ALTER TABLE quotes DROP COLUMN addressee", "layout", "quotes"),
        ("DROP VIEW quote_log", "view", "quote_log"),
    ],
)
def test_check_finds_damage(first_run: FirstRun, published: Path, damage: str, check: str, found: str) -> None:
    with duckdb.connect(str(published)) as connection:
        connection.execute(damage)
    done = dateline("check", published, home=first_run.home, COLUMNS="400")
    assert done.returncode == 1, done.stdout
    assert re.search(rf"│ {check} +│ .*{re.escape(found)}", done.stdout), done.stdout


@pytest.mark.parametrize("content", [None, b"", b"no database at all", b"{}"])
def test_check_of_what_is_no_warehouse_says_so(first_run: FirstRun, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    done = dateline("check", file, home=first_run.home)
    assert done.returncode == 1
    assert "open" in done.stdout and "Traceback" not in done.stderr


def test_a_report_is_made_of_a_published_file(first_run: FirstRun, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    done = dateline("report", first_run.warehouse, "--out", folder, home=first_run.home)
    assert done.returncode == 0, done.stderr
    assert re.search(r"[1-9]\d+ pages, \d+\.\d MB; open .*report/index.html", done.stdout), done.stdout
    first = (folder / "index.html").read_text(encoding="utf-8")
    assert "Run <bdi>first</bdi> published" in first and first.count("<svg") >= 4
    assert len(list((folder / "articles").rglob("art_*.html"))) == 2


def test_a_report_is_not_made_over_other_files(first_run: FirstRun, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = dateline("report", first_run.warehouse, "--out", tmp_path, home=first_run.home)
    assert done.returncode == 1
    assert "holds something that is no report" in done.stderr and "Traceback" not in done.stderr
    missing = dateline("report", tmp_path / "none.duckdb", "--out", tmp_path / "report", home=first_run.home)
    assert missing.returncode == 1 and "none.duckdb does not exist" in missing.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
