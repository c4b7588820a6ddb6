"""The notebooks run on a published file, and print what they show."""

import json
from pathlib import Path

import pytest

from flows.notebook_page import FOLDER, run_cells

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_prints_what_it_shows(path: Path, two_nights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATELINE_FILE", raising=False)
    found = run_cells(path, two_nights)
    assert found == json.loads(path.read_text(encoding="utf-8")), "run: make docs"
    assert sum(bool(cell.get("outputs")) for cell in found["cells"]) > 3
