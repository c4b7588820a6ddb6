"""Runs on a Dask cluster: a real scheduler, two workers, batches that travel as files; the same rows as a local run."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pyarrow.fs as pafs
import pytest
from commands import DATELINE, dateline, environment, wait_until
from conftest import SAMPLES, WEEK, contents, run_steps
from tools import TOOLS, needs_tools

from flows.cluster import CodeDiffersError, extract_on_this_machine
from flows.exchange import OWN, Answer, Exchange, ExchangeError, Parcel
from flows.settings import DEFAULT_MODEL
from flows.staging import Batch

pytestmark = pytest.mark.slow
SOURCES = (SAMPLES, WEEK / "first_night.jsonl", WEEK / "second_night.jsonl")
ALIASES = SAMPLES.parent / "aliases.csv"  # as the user's own: it has to travel too
SETTINGS = {"DATELINE_BATCH_WORDS": "300", "DATELINE_ALIASES": str(ALIASES)}  # several batches of these few articles


def start(command: list[str], folder: Path, **more: str) -> psutil.Popen:
    """A process of the cluster, in a session of its own; what it says goes to a file."""
    with (folder / f"{command[-1].rpartition('/')[2]}.log").open("ab") as log:
        return psutil.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment(folder / "prefect", **more),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        told = folder / "scheduler.json"
        command = ["dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file"]
        self.scheduler = start([*command, str(told)], folder)
        wait_until(told.exists, 60, "the scheduler tells its address")
        self.address = str(json.loads(told.read_text())["address"])
        self.workers: list[psutil.Popen] = []

    def add_worker(self, name: str) -> psutil.Popen:
        # Without a nanny, which would start a worker that was killed anew.
        command = ["dask", "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name]
        worker = start(command, self.folder)
        self.workers.append(worker)
        log = self.folder / f"{name}.log"
        wait_until(lambda: "Registered to" in log.read_text(), 60, f"worker {name} is there")
        return worker

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.is_running():
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def cluster_in(folder: Path, workers: int) -> Iterator[Cluster]:
    cluster = Cluster(folder)
    try:
        for number in range(workers):
            cluster.add_worker(f"w{number}")
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster_in(tmp_path_factory.mktemp("cluster"), workers=2) as started:
        yield started


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run on this machine alone publishes."""
    warehouse = tmp_path_factory.mktemp("local") / "w.duckdb"
    assert run_steps(warehouse, *SOURCES, run_id="r", batch_words=300, aliases=ALIASES).outcome == "published"
    return warehouse


def command_of(warehouse: Path, cluster: Cluster) -> list[str]:
    options = ["--warehouse", warehouse, "--runner", "dask", "--scheduler", cluster.address, "--run-id", "r"]
    return ["run", *map(str, (*SOURCES, *options))]


def assert_same(one: Path, other: Path) -> None:
    mine, theirs = contents(one), contents(other)
    assert mine.keys() == theirs.keys()
    for name, rows in mine.items():
        assert rows.equals(theirs[name]), name
    assert mine["events"].height and mine["quotes"].height


def test_a_cluster_gives_the_same_rows(cluster: Cluster, local: Path, tmp_path: Path, prefect_home: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    done = dateline(*command_of(warehouse, cluster), home=prefect_home, cwd=tmp_path, **SETTINGS)
    assert done.returncode == 0, done.stderr
    assert_same(warehouse, local)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w.duckdb", "w.duckdb.lock"]
    parsed = [(cluster.folder / f"w{number}.log").read_text().count("extract a batch") for number in range(2)]
    assert all(parsed), parsed


def test_the_batch_of_a_machine_that_dies_goes_to_another(local: Path, tmp_path: Path, prefect_home: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    with cluster_in(tmp_path, workers=1) as cluster:
        doomed = cluster.workers[0]
        run = subprocess.Popen(
            [*DATELINE, *command_of(warehouse, cluster)], cwd=tmp_path, env=environment(prefect_home, **SETTINGS)
        )
        # Its own process for the parse shows that it is at a batch.
        wait_until(lambda: bool(doomed.children()), 90, "the worker is at a batch")
        os.killpg(doomed.pid, signal.SIGKILL)
        cluster.add_worker("successor")
        assert run.wait(timeout=120) == 0
    assert_same(warehouse, local)


def test_what_a_cluster_lacks_is_said(tmp_path: Path, prefect_home: Path) -> None:
    with socket.socket() as unused, cluster_in(tmp_path, workers=0) as cluster:
        unused.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        for address, words in ((cluster.address, "has no workers"), (nobody, "no Dask scheduler answers")):
            arguments = ("run", SAMPLES, "--warehouse", "w.duckdb", "--runner", "dask", "--scheduler", address)
            done = dateline(*arguments, home=prefect_home, cwd=tmp_path)
            assert done.returncode == 1
            assert words in " ".join(done.stdout.split())
            assert not (tmp_path / "w.duckdb").exists()
    done = dateline("run", SAMPLES, "--runner", "dask", home=prefect_home, cwd=tmp_path)
    assert done.returncode == 2
    assert "needs the address of a scheduler" in done.stderr


def test_a_machine_with_another_version_is_refused() -> None:
    """Rows of two versions in one night would be explained by neither."""
    with pytest.raises(CodeDiffersError, match=r"the run 9\.9/other/rules: install the same version there"):
        extract_on_this_machine(Parcel(1, "file:///nowhere", DEFAULT_MODEL, None, "9.9/other/rules", 60.0))


# ---- the folder in which batches travel


def batch_in(folder: Path) -> Batch:
    batch = Batch(1, folder / "batch", 3)
    batch.folder.mkdir()
    batch.articles.write_bytes(b"articles")
    return batch


def assert_travels(uri: str, batch: Batch, files: pafs.FileSystem, root: str) -> None:
    """A batch goes out, rows come back by name of table and half, and nothing stays."""
    exchange = Exchange(uri)
    exchange.clear()
    exchange.send(batch)
    sent = f"{root}/{OWN}/batch-000001"
    with files.open_input_stream(f"{sent}/articles.parquet") as articles:
        assert articles.read() == b"articles"
    for half in ("a", "b/a"):
        files.create_dir(f"{sent}/attempt/{half}", recursive=True)
        with files.open_output_stream(f"{sent}/attempt/{half}/quotes.parquet") as rows:
            rows.write(half.encode())
    folder, mark, options = uri.partition("?")
    answer = Answer(f"{folder}/{OWN}/batch-000001/attempt{mark}{options}", ("a", "b/a"), (("art_1", "it died"),))
    result = exchange.fetch(answer, batch)
    assert [(path / "quotes.parquet").read_text() for path in result.folders] == ["a", "b/a"]
    assert result.poisonous == {"art_1": "it died"}
    assert files.get_file_info(sent).type == pafs.FileType.NotFound


def test_batches_travel_over_a_shared_disk(tmp_path: Path) -> None:
    shared = tmp_path / "a shared disk"
    shared.mkdir()
    assert_travels(shared.as_uri(), batch_in(tmp_path), pafs.LocalFileSystem(), str(shared))


@pytest.fixture
def object_store(tmp_path: Path) -> Iterator[str]:
    """The host and port of something that speaks like S3."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "store.log").open("wb") as log:
        store = subprocess.Popen(
            [TOOLS / "s3" / "bin" / "moto_server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log
        )

    def answers() -> bool:
        with socket.socket() as there:
            return there.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_until(answers, 60, "the object store answers")
        yield f"127.0.0.1:{port}"
    finally:
        store.kill()
        store.wait()


@needs_tools
def test_a_cluster_over_an_object_store(
    object_store: str, local: Path, tmp_path: Path, prefect_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "night", "AWS_SECRET_ACCESS_KEY": "night", "AWS_EC2_METADATA_DISABLED": "true"}
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    options = f"endpoint_override={object_store}&scheme=http&region=us-east-1&allow_bucket_creation=true"
    uri = f"s3://batches/of/news?{options}"
    files, root = pafs.FileSystem.from_uri(uri)
    files.create_dir("batches")
    assert_travels(uri, batch_in(tmp_path), files, root)
    warehouse = tmp_path / "w.duckdb"
    with cluster_in(tmp_path, workers=2) as cluster:
        done = dateline(
            *command_of(warehouse, cluster), home=prefect_home, cwd=tmp_path, DATELINE_EXCHANGE=uri, **SETTINGS, **keys
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert_same(warehouse, local)
    left = files.get_file_info(pafs.FileSelector(root, recursive=True))
    assert [info.path for info in left if info.type == pafs.FileType.File] == []


@pytest.mark.parametrize(
    ("uri", "words"), [("nowhere", "no folder to exchange"), ("smb://x/y", "no folder to exchange")]
)
def test_an_exchange_that_is_none_is_refused(uri: str, words: str) -> None:
    with pytest.raises(ExchangeError, match=words):
        Exchange(uri)


def test_an_exchange_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ExchangeError, match="cannot be written"):
        Exchange((tmp_path / "file").as_uri()).clear()
