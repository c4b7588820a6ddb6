"""The tables of seeds/, checked: the one way in which transforms read a CSV."""

from importlib.resources import files

import polars as pl

from schemas.reference import read_seed
from schemas.table import Table


def table(model: type[Table], name: str) -> pl.DataFrame:
    """The rows of seeds/`name`. Raises schemas.reference.SeedError with file, line and reason for what is wrong."""
    return read_seed(model, (files("seeds") / name).read_bytes(), f"seeds/{name}")


def word_classes(model: type[Table], file: str) -> dict[str, frozenset[str]]:
    """Class name -> the words in it, by seeds/`file`, whose rows have `name` and `words`. Raises as `table` does."""
    return {name: frozenset(listed(words)) for name, words in table(model, file).select("name", "words").iter_rows()}


def listed(cell: str | None) -> list[str]:
    """The values in a cell that lists them."""
    return cell.split("|") if cell else []
