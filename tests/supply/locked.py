"""The lock, read."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def locked(lock: Path = LOCK) -> dict[str, set[str]]:
    """Name -> versions; of some packages there is one a Python version."""
    versions: dict[str, set[str]] = {}
    for name, version in _ENTRY.findall(lock.read_text(encoding="utf-8")):
        versions.setdefault(name, set()).add(version)
    return versions
