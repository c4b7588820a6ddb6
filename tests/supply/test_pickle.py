"""Nothing that lies in a file or comes from outside is unpickled: a pickle runs what it likes."""

import ast
from pathlib import Path

import pytest
from locked import ROOT

FOLDERS = ("flows", "transforms", "schemas", "warehouse", "report", "seeds", "training", "benchmarks")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
# Modules that read pickles, or what is as bad; and calls that do when they are told to.
MODULES = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal", "jsonpickle"}
CALLS = {"load": {"np", "numpy", "torch"}, "read_pickle": {"pd", "pandas"}}
RUNS_CELLS = ROOT / "flows" / "notebook_page.py"  # of the project's own notebook, to make a page of the docs
SUFFIXES = {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".plzma", ".npy"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_reads_pickles(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert MODULES.isdisjoint(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in MODULES
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            if owner in CALLS.get(node.func.attr, set()):
                said = {word.arg: ast.unparse(word.value) for word in node.keywords}
                # numpy's own default; PyTorch has to be told.
                assert said.get("allow_pickle", "False") == "False"
                assert owner != "torch" or said.get("weights_only") == "True"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec"} or path == RUNS_CELLS


def test_nothing_that_ships_is_a_pickle() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix in SUFFIXES]
