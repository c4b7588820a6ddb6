"""What is installed is what was locked: by name, version and hash."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from locked import LOCK, ROOT, locked
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = [LOCK, *sorted((ROOT / "tests" / "tools").glob("*.lock"))]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_each_package_has_a_version_and_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    assert entries.pop(0).strip() == ""
    assert len(entries) == sum(map(len, locked(lock).values())) > 0
    for entry in entries:
        assert HASH.search(entry), entry
        assert not HASH.sub("", entry).count("--"), entry
    assert "://" not in text


def test_the_lock_of_the_browser_tests_has_hashes() -> None:
    for file in (ROOT / "tests").rglob("package-lock.json"):
        if "node_modules" in file.parts:
            continue
        packages = json.loads(file.read_text(encoding="utf-8"))["packages"]
        named = {name: package for name, package in packages.items() if name}
        assert named
        for name, package in named.items():
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name


def test_the_lock_names_all_that_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = map(Requirement, [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]])
    versions = locked()
    for requirement in asked:
        name = canonicalize_name(requirement.name)
        assert any(requirement.specifier.contains(each) for each in versions[name]), requirement


def test_what_is_installed_is_what_is_locked() -> None:
    for name, versions in locked().items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue  # for another system or another Python; what is missed here is missed by the imports
        assert installed in versions, name


def test_the_makefile_installs_by_hash_and_nothing_else() -> None:
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--no-deps --require-hashes" in recipes
    for line in recipes.splitlines():
        if "pip install" in line and "requirements.lock" not in line and "INSTALL :=" not in line:
            assert "--no-deps --no-build-isolation --editable ." in line, line
