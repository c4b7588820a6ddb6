"""What a run is made with: version of the code, of the model, of the rules.

Rows name it (`articles.extractor`), so that it can be told which articles an older version read.
"""

import hashlib
import importlib.metadata
import json
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

SHOWN_DIGITS = 8
# The packages whose code decides what is extracted; that of flows and warehouse does not change a row.
EXTRACTING = ("transforms", "schemas")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Versions as the ledger shows them."""

    code: str
    model: str
    rules: str

    @property
    def extractor(self) -> str:
        """All three in one, as `articles.extractor` has it."""
        return f"{self.code}/{self.model}/{self.rules}"


class UnknownModelError(Exception):
    """The spaCy model is not installed."""


def provenance(model: str) -> Provenance:
    """Versions for a run with this model. Raises UnknownModelError with what to do."""
    code = "".join(_digest(files(package), (".py",)) for package in EXTRACTING)
    version = importlib.metadata.version("dateline")
    return Provenance(
        code=f"{version}+{hashlib.sha256(code.encode()).hexdigest()[:SHOWN_DIGITS]}",
        model=f"{model}-{model_version(model)}",
        rules=_digest(files("seeds"), (".csv", ".npz"))[:SHOWN_DIGITS],
    )


def model_version(model: str) -> str:
    """The version of an installed model, without loading it: that is the workers' affair. Raises UnknownModelError."""
    try:
        return importlib.metadata.version(model)
    except importlib.metadata.PackageNotFoundError:
        meta = Path(model) / "meta.json"
        if meta.is_file():
            return str(json.loads(meta.read_text(encoding="utf-8"))["version"])
    installed = ", ".join(sorted(point.name for point in importlib.metadata.entry_points(group="spacy_models")))
    raise UnknownModelError(
        f"spaCy model {model!r} is not installed; installed are: {installed or 'none'}; the folder of one will do too"
    )


def _digest(folder: Traversable, suffixes: tuple[str, ...]) -> str:
    """One digest over names and contents of the files below a folder."""
    digest = hashlib.sha256()
    for name, file in sorted(_walk(folder, "")):
        if name.endswith(suffixes):
            digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + entry.name, entry))
    return found
