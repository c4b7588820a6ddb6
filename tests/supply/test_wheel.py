"""The wheel is the same whenever it is built, holds all of the product, and runs where nothing else of it is.

That run is watched from within: each of its processes says which classes it unpickles and whom it connects to.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from locked import ROOT

pytestmark = pytest.mark.slow
PACKAGES = ("flows", "transforms", "schemas", "warehouse", "report", "seeds")
EPOCH = "1767225600"
STORY = "China said on Monday that it had rejected talks with Japan. “We will see,” Angela Merkel said.\n"
# An interpreter imports this before anything else. Audit events: docs.python.org/3/library/audit_events.html
WATCH = """
import os, sys
def watch(event, arguments):
    if event == "pickle.find_class" or event == "socket.connect":
        with open(os.environ["WATCHED"], "a", encoding="utf-8") as file:
            file.write(f"{event} {arguments[-2:]}\\n")
sys.addaudithook(watch)
with open(os.environ["WATCHED"], "a", encoding="utf-8") as file:
    file.write(f"process {sys.orig_argv[1:]}\\n")
"""


def build(source: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run(command, cwd=source, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = out.glob("*.whl")
    return wheel


def shipped() -> set[str]:
    """The files of the packages that are under version control."""
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True)
    return set(listed.stdout.splitlines())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_is_the_same_from_another_folder_at_another_time(wheel: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copied elsewhere"
    for name in sorted(shipped() | {"pyproject.toml", "README.md", "LICENSE"}, reverse=True):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
        os.utime(target, (time.time() - 86_400, 1_000_000_000))
        target.chmod(0o600)
    assert build(copy, tmp_path / "out").read_bytes() == wheel.read_bytes()


def test_the_wheel_holds_the_product_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        entries = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "dateline = flows.cli:main" in archive.read(entries).decode()
        for name in ("seeds/places.csv", "warehouse/migrations/2.sql", "seeds/restorer/network.onnx"):
            assert archive.read(name) == (ROOT / name).read_bytes()
    assert names == shipped()
    assert any(name.startswith("report/templates/") for name in names)


@pytest.fixture(scope="module")
def watched(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str]]]:
    """The virtual environment into which the wheel alone was put, and what was seen during a run in it."""
    folder = tmp_path_factory.mktemp("installed")
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True)
    site = Path(
        subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    )
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (site / "sitecustomize.py").write_text(WATCH)
    (folder / "feed").mkdir()
    (folder / "feed" / "story.txt").write_text(STORY, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "WATCHED": str(folder / "watched.txt")}
    done = subprocess.run(
        [venv / "bin" / "dateline", "run", "feed", "--warehouse", "news.duckdb"],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    yield venv, (folder / "watched.txt").read_text(encoding="utf-8").splitlines()


def test_the_wheel_alone_runs_and_publishes(watched: tuple[Path, list[str]]) -> None:
    venv, _ = watched
    code = "import flows; from pathlib import Path; from warehouse.asking import ask; "
    code += "print(flows.__file__, ask(Path({!r}), {!r}).item())"
    asked = code.format(str(venv.parent / "news.duckdb"), "SELECT count(*) FROM event_log WHERE source = 'China'")
    environment = {"PATH": os.environ["PATH"], "HOME": str(venv.parent), "WATCHED": str(venv.parent / "asked.txt")}
    done = subprocess.run(
        [venv / "bin" / "python", "-c", asked], cwd="/", env=environment, check=True, capture_output=True, text=True
    )
    where, count = done.stdout.split()
    assert Path(where).is_relative_to(venv)
    assert int(count) >= 1


def test_no_process_of_a_run_unpickles_a_class(watched: tuple[Path, list[str]]) -> None:
    seen = watched[1]
    assert sum("flows.worker" in line for line in seen if line.startswith("process")) == 2
    assert sum("prefect.server" in line for line in seen if line.startswith("process")) >= 1
    found = [line for line in seen if line.startswith("pickle.find_class")]
    # Prefect imports its plugin for Dask where there is one, and Dask names operators by their pickles.
    assert {line.partition(" ")[2].partition(",")[0] for line in found} <= {"('_operator'", "('dask.delayed'"}


def test_no_process_of_a_run_speaks_to_another_machine(watched: tuple[Path, list[str]]) -> None:
    addresses = {line for line in watched[1] if line.startswith("socket.connect")}
    assert addresses  # the server of the run itself
    assert not [line for line in addresses if "'127.0.0.1'" not in line and "'::1'" not in line]


def test_the_watch_sees(watched: tuple[Path, list[str]], tmp_path: Path) -> None:
    code = "import pickle, decimal; pickle.loads(pickle.dumps(decimal.Decimal(1)))"
    environment = {"WATCHED": str(tmp_path / "watched.txt")}
    subprocess.run([watched[0] / "bin" / "python", "-c", code], env=environment, check=True)
    assert "pickle.find_class" in (tmp_path / "watched.txt").read_text(encoding="utf-8")
