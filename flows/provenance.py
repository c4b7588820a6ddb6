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


class OwnAliasesError(Exception):
    """The file of the user's own aliases cannot be read, or a row in it is wrong; the message says where and why."""


def provenance(model: str, aliases: Path | None = None) -> Provenance:
    """Versions for a run with this model and the user's own aliases.

    Raises UnknownModelError with what to do, OwnAliasesError.
    """
    code = "".join(_digest(files(package), (".py",)) for package in EXTRACTING)
    version = importlib.metadata.version("dateline")
    return Provenance(
        code=f"{version}+{hashlib.sha256(code.encode()).hexdigest()[:SHOWN_DIGITS]}",
        model=f"{model}-{model_version(model)}",
        rules=_rules(aliases)[:SHOWN_DIGITS],
    )


def check_aliases(file: Path) -> bytes:
    """The content of a file of aliases. Raises OwnAliasesError unless every row of it is right."""
    from schemas.reference import SeedError  # noqa: PLC0415  takes a second to import, and few have such a file
    from transforms.actors.aliases import read  # noqa: PLC0415

    try:
        content = file.read_bytes()
        read(content, str(file))
    except (OSError, SeedError) as error:
        raise OwnAliasesError(str(error)) from error
    return content


def _rules(aliases: Path | None) -> str:
    shipped = _digest(files("seeds"), (".csv", ".npz"))
    return hashlib.sha256(shipped.encode() + check_aliases(aliases)).hexdigest() if aliases else shipped


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
