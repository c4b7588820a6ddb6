"""The report as a reader meets it: in headless Chromium, from a folder, with axe-core looking for barriers.

`npm ci --prefix tests/report/browser` brings playwright-core and axe-core, Debian's package `chromium` the browser.
Where they are missing the tests are skipped; with TESTS_NEED_CHROMIUM set, as in CI, they fail.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from report_rows import MALICE, ORDINARY, hostile, publish

from report.build import write_report

BROWSER = Path(__file__).parent / "browser"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NODE = shutil.which("node")
MISSING = [
    name
    for name, is_there in (
        ("chromium", CHROMIUM),
        ("node", NODE),
        ("npm ci --prefix tests/report/browser", (BROWSER / "node_modules").is_dir()),
    )
    if not is_there
]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a walk through a report found, half of whose articles mean harm."""
    if MISSING:
        reason = f"no browser to walk the report with: {', '.join(MISSING)} missing"
        if os.environ.get("TESTS_NEED_CHROMIUM"):
            pytest.fail(reason)
        pytest.skip(reason)
    home = tmp_path_factory.mktemp("browser")
    articles = (*ORDINARY, *(hostile(number) for number in range(len(MALICE))))
    refused = [{"table_name": "articles", "check_name": e, "reason": e, "uri": e, "row": e} for e in MALICE]
    write_report(publish(home / "news.duckdb", articles, refused), home / "report")
    done = subprocess.run(
        [str(NODE), str(BROWSER / "walk.mjs"), str(home / "report"), str(CHROMIUM), "anna harv"],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_pages_open_without_a_word_on_the_console(walk: dict[str, Any]) -> None:
    assert walk["opened"] > 40
    assert walk["messages"] == []


@pytest.mark.slow
def test_nothing_is_asked_of_the_network(walk: dict[str, Any]) -> None:
    assert walk["requests"] == []


@pytest.mark.slow
def test_what_means_harm_does_nothing(walk: dict[str, Any]) -> None:
    assert walk["hacked"] == []
    assert walk["isPolicyKept"]


@pytest.mark.slow
def test_nobody_is_shut_out(walk: dict[str, Any]) -> None:
    assert walk["violations"] == []
    assert walk["firstStop"] == "#content"


@pytest.mark.slow
def test_no_page_is_wider_than_a_phone(walk: dict[str, Any]) -> None:
    assert walk["overflowing"] == []


@pytest.mark.slow
def test_a_search_finds_and_a_result_lands_on_its_words(walk: dict[str, Any]) -> None:
    quote = "We talked about the grain harvest with Karl Stein,"
    assert walk["allQuotes"] == "13 quotes"
    assert walk["status"] == walk["linked"] == "1 quote"
    assert walk["results"] == [quote]
    assert walk["landed"] == {"text": quote, "isInView": True}
    assert walk["row"] == quote and walk["isBack"]


@pytest.mark.slow
def test_a_search_does_without_accents(walk: dict[str, Any]) -> None:
    assert walk["accents"] == ["The Škoda café in İzmir is naïve,"]
