"""Notebooks with what they print: `python -m flows.notebook_page FILE` runs those of notebooks/ on a published file.

They are plain Python without a kernel's magic, so Python itself runs them; what a cell prints is kept beside it.
"""

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"


def run_cells(path: Path, file: Path) -> dict[str, Any]:
    """The notebook with what its cells print on a published file. Raises what a cell raises."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    os.environ["DATELINE_FILE"] = str(file)
    names: dict[str, Any] = {}
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code":
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile("".join(cell["source"]), f"{path.name}, cell {number}", "exec"), names)  # noqa: S102  ours
            lines = printed.getvalue().splitlines(keepends=True)
            cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": lines}] if lines else []
    names["news"].close()
    return notebook


if __name__ == "__main__":
    for found in sorted(FOLDER.glob("*.ipynb")):
        text = json.dumps(run_cells(found, Path(sys.argv[1])), indent=1, ensure_ascii=False)
        found.write_text(text + "\n", encoding="utf-8")
