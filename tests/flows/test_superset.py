"""Apache Superset, as docs/bi.md sets it up: a connection, a dataset and a chart of a published file, by its API."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tools import TOOLS, blocks, needs_tools, run

from warehouse.asking import ask

pytestmark = [needs_tools, pytest.mark.slow]
SUPERSET = TOOLS / "superset" / "bin" / "superset"
CONFIG = """
import os
SECRET_KEY = os.environ["SECRET"]
SQLALCHEMY_DATABASE_URI = "sqlite:///" + os.environ["SUPERSET_HOME"] + "/superset.db"
WTF_CSRF_ENABLED = False
"""
ADMIN = {"username": "admin", "password": secrets.token_hex(12)}
SECONDS = 300.0


class Server:
    """A running Superset; `call` speaks to its API as the admin."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._token = ""

    def call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if data else {}
        headers |= {"Authorization": f"Bearer {self._token}"} if self._token else {}
        request = urllib.request.Request(f"{self._address}/api/v1/{path}", data, headers)  # noqa: S310  our own server
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                found: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()}") from error
        return found

    def log_in(self) -> None:
        self._token = self.call("security/login", {**ADMIN, "provider": "db", "refresh": True})["access_token"]


@pytest.fixture(scope="module")
def superset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("superset")
    (home / "superset_config.py").write_text(CONFIG, encoding="utf-8")
    variables = {
        "SUPERSET_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(home / "superset_config.py"),
        "FLASK_APP": "superset",
        "SECRET": secrets.token_hex(24),
    }
    run([SUPERSET, "db", "upgrade"], home, SECONDS, **variables)
    names = ("--firstname", "A", "--lastname", "B", "--email", "a@example.org")
    admin = ("--username", ADMIN["username"], "--password", ADMIN["password"])
    run([SUPERSET, "fab", "create-admin", *names, *admin], home, SECONDS, **variables)
    run([SUPERSET, "init"], home, SECONDS, **variables)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (home / "server.log").open("w") as log:
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        server = subprocess.Popen(
            [SUPERSET, "run", "-p", str(port)], env=inherited | variables, cwd=home, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            until = time.monotonic() + SECONDS
            while not _answers(address):
                assert server.poll() is None and time.monotonic() < until, (home / "server.log").read_text()[-2000:]
                time.sleep(0.5)
            yield Server(address)
        finally:
            server.terminate()
            server.wait(30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:  # noqa: S310  our own server
            return bool(answer.status == 200)
    except OSError:
        return False


def test_a_chart_of_a_view_shows_the_file_and_then_the_next(superset: Server, two_nights: Path, tmp_path: Path) -> None:
    live = Path(shutil.copy(two_nights, tmp_path / "news.duckdb"))
    (address,), (parameters,) = blocks("text"), blocks("json")
    superset.log_in()
    extra = {"engine_params": json.loads(parameters)}
    uri = address.strip().replace("/srv/news/news.duckdb", str(live))
    database = superset.call(
        "database/", {"database_name": "Dateline", "sqlalchemy_uri": uri, "extra": json.dumps(extra)}
    )["id"]
    assert {"news.main", "news.meta"} <= set(superset.call(f"database/{database}/schemas/")["result"])

    dataset = superset.call("dataset/", {"database": database, "schema": "main", "table_name": "event_log"})["id"]
    columns = superset.call(f"dataset/{dataset}")["result"]["columns"]
    comments = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'event_log'"
    described = dict(ask(live, comments).rows())
    assert {column["column_name"]: column["description"] for column in columns} == described

    query = {
        "datasource": {"id": dataset, "type": "table"},
        "queries": [
            {
                "columns": ["event_type"],
                "metrics": ["count"],
                "filters": [{"col": "status", "op": "==", "val": "actual"}],
                "orderby": [["count", False]],
                "row_limit": 50,
            }
        ],
        "result_format": "json",
        "result_type": "full",
    }
    look = {"datasource": f"{dataset}__table", "viz_type": "echarts_timeseries_bar", "x_axis": "event_type"}
    chart = superset.call(
        "chart/",
        {
            "slice_name": "Events that happened, by type",
            "viz_type": look["viz_type"],
            "datasource_id": dataset,
            "datasource_type": "table",
            "params": json.dumps(look | {"metrics": ["count"]}),
            "query_context": json.dumps(query),
        },
    )["id"]
    happened = "SELECT event_type, count(*) FROM event_log WHERE status = 'actual' GROUP BY ALL"
    assert _drawn(superset, chart) == dict(ask(live, happened).rows())

    with_less = Path(shutil.copy(two_nights, tmp_path / "build.duckdb"))
    run(
        [
            TOOLS / "readers" / "bin" / "python",
            "-c",
            "import duckdb; duckdb.connect('build.duckdb').execute("
            "\"DELETE FROM stored.event_log WHERE event_type = 'CONSULT'\")",
        ],
        tmp_path,
    )
    with_less.replace(live)
    assert _drawn(superset, chart, refresh=True) == dict(ask(live, happened).rows())
    assert "CONSULT" not in _drawn(superset, chart)


def _drawn(superset: Server, chart: int, *, refresh: bool = False) -> dict[str, int]:
    answer = superset.call(f"chart/{chart}/data/" + ("?force=true" if refresh else ""))["result"][0]
    return {row["event_type"]: row["count"] for row in answer["data"]}
