"""What every table model shares.

A table is a Pandera model whose columns are made with `column()` (or `key()`): type, nullability, checks, description,
place in the primary key and foreign key stand in that one line. The DDL, the Polars dtypes, the quarantine reasons and
the data dictionary are read off it; nothing about a table is written down a second time.
"""

import re
from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl

ID_PATTERN = r"^[a-z]{2,3}_[0-9a-f]{20}$"
COUNTRY_PATTERN = r"^[A-Z]{3}$"


def column(description: str, *, references: str | None = None, nullable: bool = True, **checks: Any) -> Any:
    """A column: `references` names the parent as `table.column`; `checks` are Pandera's (isin, ge, str_matches …)."""
    return pa.Field(nullable=nullable, description=description, metadata={"references": references}, **checks)


def required(description: str, **options: Any) -> Any:
    """A column that is never null."""
    return column(description, nullable=False, **options)


def key(description: str, *, references: str | None = None, **checks: Any) -> Any:
    """A column of the primary key."""
    metadata = {"references": references, "key": True}
    return pa.Field(nullable=False, description=description, metadata=metadata, **checks)


def run_column() -> Any:
    """The run that wrote the row, on every table: a row that nobody can trace is not published."""
    return required("The run that wrote this row; see meta.runs.", references="meta.runs.run_id")


@dataclass(frozen=True)
class ForeignKey:
    """`column` of `table` must occur in `parent_column` of `parent`, unless it is null."""

    table: str
    column: str
    parent: str
    parent_column: str


@dataclass(frozen=True)
class Rule:
    """A check of a column, as Pandera names it (`isin`, `str_matches` …), with its limits."""

    name: str
    limits: dict[str, Any]


class Table(pa.DataFrameModel):
    """A published table. The subclass's docstring is the table's comment; its name in snake case the table's name."""

    class Config:
        """Unknown or missing columns are an error, and nothing is coerced: the transforms say what they give."""

        strict = True
        coerce = False

    @classmethod
    def sql_name(cls) -> str:
        """`ActorMentions` -> `actor_mentions`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def sql_schema(cls) -> str:
        """The database schema in which the table lives."""
        return "main"

    @classmethod
    def reference_name(cls) -> str:
        """The table as foreign keys name it: `articles`, `meta.runs`."""
        return cls.sql_name() if cls.sql_schema() == "main" else f"{cls.sql_schema()}.{cls.sql_name()}"

    @classmethod
    def comment(cls) -> str:
        """The docstring on one line."""
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    def descriptions(cls) -> dict[str, str]:
        """Column -> its description."""
        return {name: spec.description or "" for name, spec in cls.to_schema().columns.items()}

    @classmethod
    def optional_columns(cls) -> frozenset[str]:
        """The columns that may be null."""
        return frozenset(name for name, spec in cls.to_schema().columns.items() if spec.nullable)

    @classmethod
    def column_rules(cls) -> dict[str, tuple[Rule, ...]]:
        """Column -> its checks."""
        columns = cls.to_schema().columns.items()
        return {name: tuple(Rule(str(c.name), dict(c.statistics or {})) for c in spec.checks) for name, spec in columns}

    @classmethod
    def spans(cls) -> tuple[tuple[str, str], ...]:
        """The pairs of columns `…start_char`, `…end_char`."""
        starts = [name for name in cls.to_schema().columns if name.endswith("start_char")]
        return tuple((start, start.removesuffix("start_char") + "end_char") for start in starts)

    @classmethod
    def dtypes(cls) -> dict[str, pl.DataType]:
        """Column -> Polars dtype, in the order of the table."""
        return {name: spec.dtype.type for name, spec in cls.to_schema().columns.items()}

    @classmethod
    def primary_key(cls) -> tuple[str, ...]:
        """The columns of the primary key."""
        columns = cls.to_schema().columns
        return tuple(name for name, spec in columns.items() if (spec.metadata or {}).get("key"))

    @classmethod
    def foreign_keys(cls) -> tuple[ForeignKey, ...]:
        """The foreign keys, in the order of their columns."""
        keys = []
        for name, spec in cls.to_schema().columns.items():
            references = (spec.metadata or {}).get("references")
            if references:
                parent, parent_column = references.rsplit(".", 1)
                keys.append(ForeignKey(cls.sql_name(), name, parent, parent_column))
        return tuple(keys)

    @classmethod
    def no_rows(cls) -> pl.DataFrame:
        """A frame with the table's columns and no rows."""
        return pl.DataFrame(schema=cls.dtypes())

    @classmethod
    def frame(cls, rows: list[dict[str, Any]]) -> pl.DataFrame:
        """Rows as a frame with the table's columns; a column that a row leaves out is null."""
        return pl.DataFrame(rows, schema=cls.dtypes(), orient="row")
