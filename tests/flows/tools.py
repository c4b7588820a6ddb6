"""The tools with which people read a published file, as `make tools` installs them, each apart from the product."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import ROOT, environment

TOOLS = ROOT / ".tools"
PAGE = ROOT / "docs" / "bi.md"
OLDER_AND_NEWER = {path.stem.removeprefix("duckdb-") for path in (ROOT / "tests" / "tools").glob("duckdb-*.in")}
needs_tools = pytest.mark.skipif(
    not (TOOLS / ".ready").exists() and "TESTS_NEED_TOOLS" not in os.environ,
    reason="the tools are not installed: make tools",
)


def blocks(language: str) -> list[str]:
    """The blocks of docs/bi.md in a language."""
    text = PAGE.read_text(encoding="utf-8")
    return [part.split("\n```", 1)[0] + "\n" for part in text.split(f"```{language}\n")[1:]]


def run(
    command: list[str | Path], folder: Path, seconds: float = 120.0, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a tool's command in a folder, and fail with what it said when it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), str(TOOLS / "readers" / "bin"), os.environ["PATH"]])
    # Without PYTHONPATH: the product is installed where its own command is, and the tools must not see it.
    product = {name: value for name, value in environment(folder / "prefect").items() if name != "PYTHONPATH"}
    variables = product | {"HOME": str(folder), "PATH": path} | more
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env=variables, check=False, capture_output=True, text=True, timeout=seconds
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done
