"""The house has its floors, and no arrow runs up."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "flows": {"flows", "transforms", "report", "warehouse", "schemas", "seeds"},
    "transforms": {"transforms", "schemas", "seeds"},
    "report": {"report", "warehouse", "schemas"},
    "warehouse": {"warehouse", "schemas"},
    "schemas": {"schemas"},
    "seeds": set(),
}
# Libraries that one floor alone may know.
ONLY_IN = {"prefect": "flows", "duckdb": "warehouse", "pandera": "schemas", "spacy": "transforms", "altair": "report"}
MOST_LINES = 420

MODULES = sorted(path for floor in MAY_IMPORT for path in (ROOT / floor).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards(path: Path) -> None:
    floor = path.relative_to(ROOT).parts[0]
    names = imported(path)
    assert names & set(MAY_IMPORT) <= MAY_IMPORT[floor]
    for library, home in ONLY_IN.items():
        assert library not in names or floor == home, f"{library} belongs to {home}/"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_every_floor_is_there() -> None:
    assert all((ROOT / floor / "__init__.py").is_file() for floor in MAY_IMPORT)
    assert len(MODULES) > len(MAY_IMPORT)
