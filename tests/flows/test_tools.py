"""Every block of docs/bi.md runs in the tool that it is for, against a published file; what it says trips, does."""

import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import termios
import time
from pathlib import Path

import pytest
from commands import ROOT
from tools import OLDER_AND_NEWER, TOOLS, blocks, needs_tools, run

from warehouse.asking import ask
from warehouse.ddl import load_views

pytestmark = needs_tools
PYTHON = TOOLS / "readers" / "bin" / "python"
WITH_SQLALCHEMY_1 = TOOLS / "superset" / "bin" / "python"
DRIVERS = [(WITH_SQLALCHEMY_1, "duckdb_engine"), (PYTHON, "duckdb_sqlalchemy")]
DRIVER_NAMES = [driver for _, driver in DRIVERS]
# Both drivers register one name; this takes the one that is meant, as if it alone were installed.
CHOOSE = "from sqlalchemy.dialects import registry; registry.register('duckdb', '{}', 'Dialect')\n"


@pytest.fixture
def folder(two_nights: Path, tmp_path: Path) -> Path:
    """A folder with a published file, named as in the page."""
    shutil.copy(two_nights, tmp_path / "news.duckdb")
    return tmp_path


def code(word: str) -> str:
    """The one Python block that has the word."""
    (found,) = [block for block in blocks("python") if word in block]
    return found


def test_the_command_lines_answer(folder: Path) -> None:
    lines = [line for block in blocks("bash") for line in block.splitlines()]
    asked = [line for line in lines if line.startswith(("duckdb", "dateline"))]
    assert len(asked) == 3
    for line in asked:
        assert re.search(r"event_type|said|rows", run(shlex.split(line), folder, PYTHONPATH=str(ROOT)).stdout), line
    assert (folder / "parquet" / "events" / "event_year=2026").is_dir()
    assert (folder / "parquet" / "quotes" / "published_month=2026-11").is_dir()
    assert "shape: (" in run([PYTHON, "-c", code("import polars")], folder).stdout


def test_polars_pandas_and_arrow_read_it(folder: Path) -> None:
    said = run([PYTHON, "-c", code("# pandas")], folder).stdout
    assert "shape: (" in said and "rows x" in said and "goldstein_mean: double" in said


def test_ibis_reads_it(folder: Path) -> None:
    assert "CONSULT" in run([PYTHON, "-c", code("import ibis")], folder).stdout


@pytest.mark.parametrize(("python", "driver"), DRIVERS, ids=DRIVER_NAMES)
def test_sqlalchemy_finds_views_and_comments(folder: Path, python: Path, driver: str) -> None:
    said = run([python, "-c", CHOOSE.format(driver) + code("sqlalchemy")], folder).stdout
    assert all(f"'{view.name}'" in said for view in load_views())
    assert "One event, however often reported" in said
    assert len(re.findall(r"\('|\(None", said)) >= 5


def test_duckdb_engine_reflects_nothing_with_sqlalchemy_2(folder: Path) -> None:
    with pytest.raises(AssertionError, match="Type with name REGCLASS does not exist"):
        run([PYTHON, "-c", CHOOSE.format("duckdb_engine") + code("sqlalchemy")], folder)


@pytest.mark.parametrize(("python", "driver"), DRIVERS, ids=DRIVER_NAMES)
def test_a_pool_keeps_the_old_generation_and_no_pool_does_not(folder: Path, python: Path, driver: str) -> None:
    ask_each = """
import os, shutil, sys
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool, QueuePool
for pool in (QueuePool, NullPool):
    shutil.copy("news.duckdb", "live.duckdb")
    engine = create_engine("duckdb:///live.duckdb", connect_args={"read_only": True}, poolclass=pool)
    def count():
        with engine.connect() as connection:
            return connection.execute(text("SELECT count(*) FROM articles")).scalar()
    before = count()
    shutil.copy("next.duckdb", "build.duckdb")
    os.replace("build.duckdb", "live.duckdb")
    print(pool.__name__, before, count(), end=" ")
    engine.dispose()
    print(count())
    engine.dispose()
"""
    shutil.copy(folder / "news.duckdb", folder / "next.duckdb")
    run([PYTHON, "-c", "import duckdb; duckdb.connect('next.duckdb').execute('DELETE FROM articles')"], folder)
    said = run([python, "-c", CHOOSE.format(driver) + ask_each], folder).stdout
    assert said.splitlines() == ["QueuePool 12 12 0", "NullPool 12 0 0"]


def test_a_program_that_writes_locks_the_others_out(folder: Path) -> None:
    read = "import duckdb; duckdb.connect('news.duckdb', read_only=True)"
    other = f"import subprocess, sys; print(subprocess.run([sys.executable, '-c', {read!r}], capture_output=True))"
    said = run([PYTHON, "-c", f"import duckdb; held = duckdb.connect('news.duckdb'); {other}"], folder).stdout
    assert "Could not set lock on file" in said
    said = run([PYTHON, "-c", f"{read.replace('; ', '; held = ')}; {other}"], folder).stdout
    assert "returncode=0" in said


@pytest.mark.parametrize("version", sorted(OLDER_AND_NEWER))
def test_every_storage_reader_reads_tables_views_and_comments(folder: Path, version: str) -> None:
    names = [view.name for view in load_views()]
    program = f"""
import duckdb
news = duckdb.connect("news.duckdb", read_only=True)
print(duckdb.__version__, [news.execute("SELECT count(*) FROM " + name).fetchall()[0][0] for name in {names!r}])
print(news.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'event_log' LIMIT 1").fetchall()[0][0])
"""
    said = run([PYTHON, "-c", program], folder, PYTHONPATH=str(TOOLS / f"duckdb-{version}")).stdout.splitlines()
    counts = [ask(folder / "news.duckdb", f"SELECT count(*) FROM {name}").item() for name in names]
    assert said[0].startswith(f"{version}.") and said[0].endswith(f" {counts}")
    assert said[1] == "The event."


def test_there_are_readers_older_and_newer_than_ours() -> None:
    assert {"1.3", "1.4", "2.0"} == OLDER_AND_NEWER


def test_node_reads_it(folder: Path) -> None:
    (script,) = blocks("js")
    (folder / "news.mjs").write_text(script, encoding="utf-8")
    (folder / "node_modules").symlink_to(TOOLS / "node" / "node_modules")
    assert run(["node", "news.mjs"], folder).stdout.count("\n│") == 6  # a heading and five rows


def test_harlequin_answers_on_a_terminal(folder: Path) -> None:
    (command,) = [block for block in blocks("bash") if block.startswith("harlequin")]
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ.update(HOME=str(folder), TERM="xterm-256color")
        name, *arguments = shlex.split(command)
        os.execv(TOOLS / "readers" / "bin" / name, [name, *arguments])  # noqa: S606  on the terminal, no shell
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
    try:
        shown = _until(terminal, "Run Query", b"")
        time.sleep(2)  # until the editor has the keys
        os.write(terminal, b"SELECT 'articles: ' || count(*) AS n FROM articles")
        shown = _until(terminal, "FROM articles", shown)
        os.write(terminal, b"\x0a")
        _until(terminal, "articles: 12", shown)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def _until(terminal: int, words: str, shown: bytes, seconds: float = 60.0) -> bytes:
    """What the terminal has shown when the words are among it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            shown += os.read(terminal, 65536)
        if words in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode("utf-8", "replace")):
            return shown
    raise AssertionError(f"not within {seconds:g} s: {words}")


def test_the_page_names_what_is_locked() -> None:
    (install,) = [block for block in blocks("bash") if block.startswith("pip install")]
    wanted = (ROOT / "tests" / "tools" / "superset.in").read_text(encoding="utf-8")
    for package in shlex.split(install)[2:]:
        assert package.split(">")[0].split("<")[0] in wanted
