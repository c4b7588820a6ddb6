"""Good rows from bad: every row of the main tables against its model, its neighbours and the words of its article.

A row is refused when a column check of its model fails, its primary key occurs before it, a span is not one, the span
does not give the row's words, or a parent that it needs is missing or refused itself. An optional foreign key whose
parent is missing is set to null instead: a quote is worth keeping without its speaker.

Only collected frames are validated, lazily, and the rows are split by the index of the failure cases: Pandera's own
`drop_invalid_rows` keeps duplicates under a composite key, and a LazyFrame passes bad data.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import polars as pl
from pandera.api.checks import Check
from pandera.errors import SchemaErrors

from schemas import MAIN_TABLES, META_TABLES, Table
from schemas.evidence import EVIDENCE, evidence
from schemas.table import ForeignKey

REFUSED_COLUMNS: dict[str, pl.DataType] = {
    "table_name": pl.String(),
    "check_name": pl.String(),
    "reason": pl.String(),
    "row": pl.String(),
    "uri": pl.String(),
}
# Unique beside the primary key: a later version of an article replaces the earlier one, they never stand side by side.
ALTERNATE_KEYS = {"articles": ("uri",)}
FAILURE_COLUMNS: dict[str, pl.DataType] = {"index": pl.UInt32(), "check_name": pl.String(), "reason": pl.String()}
SHOWN_CHARS = 60  # of a wrong value, in a reason: the row itself is kept whole beside it


class SchemaMismatch(TypeError):  # noqa: N818 - it names what is wrong, as KeyError does
    """A frame's columns or dtypes are not the table's: the program is wrong, not the data."""


@dataclass(frozen=True)
class Checked:
    """What `check` gives: `good` frames by table, the `refused` rows (REFUSED_COLUMNS), and what was changed.

    `rows` counts all rows that were given; `cleared` counts, by `table.column`, the optional foreign keys set to null.
    """

    good: dict[str, pl.DataFrame]
    refused: pl.DataFrame
    rows: int
    cleared: dict[str, int] = field(default_factory=dict)

    @property
    def refused_share(self) -> float:
        """Refused rows by all rows, 0 when there were none."""
        return self.refused.height / self.rows if self.rows else 0.0


def check(
    tables: Mapping[str, pl.DataFrame],
    *,
    known_keys: Mapping[str, pl.Series] | None = None,
    texts: pl.DataFrame | None = None,
) -> Checked:
    """Split the rows of `tables` (by table name) into good and refused.

    `known_keys` holds the primary keys already published, by table (`meta.runs` for the ledger). A foreign key whose
    parent is neither there nor in `tables` is left to the publication, which checks them all. `texts` (article_id,
    uri, text) adds published articles to those in `tables["articles"]`, for rows that belong to them.

    Raises SchemaMismatch when a frame has other columns or dtypes than its model, KeyError for a table without one.
    """
    models = {model.reference_name(): model for model in (*MAIN_TABLES, *META_TABLES)}
    if unknown := sorted(set(tables) - set(models)):
        raise KeyError(f"no such table: {', '.join(unknown)}")
    return _Run(tables, dict(known_keys or {}), texts).result([m for n, m in models.items() if n in tables])


def keys_named(tables: Mapping[str, pl.DataFrame], parent: str) -> pl.Series:
    """The keys of a main table that rows of `tables` have or refer to: of these `check` needs the published ones."""
    models = {model.reference_name(): model for model in MAIN_TABLES}
    (column,) = models[parent].primary_key()
    named = [
        tables[name][key.column]
        for name, model in models.items()
        if name in tables
        for key in model.foreign_keys()
        if key.parent == parent
    ]
    own = [tables[parent][column]] if parent in tables else []
    return pl.concat([pl.Series(dtype=pl.String), *own, *named]).drop_nulls().unique().alias(column)


class _Run:
    """One call of `check`: the frames as they came, and what is known of parents so far."""

    def __init__(
        self, tables: Mapping[str, pl.DataFrame], known: dict[str, pl.Series], texts: pl.DataFrame | None
    ) -> None:
        self.tables = tables
        self.known = known
        self.texts, self.uris = _texts_and_uris(tables.get("articles"), texts)
        self.good: dict[str, pl.DataFrame] = {}
        self.lost: dict[str, pl.Series] = {}
        self.refused: list[pl.DataFrame] = []
        self.cleared: dict[str, int] = {}

    def result(self, models: list[type[Table]]) -> Checked:
        """Go through the tables, parents first."""
        for model in models:
            self._split(model)
            if model.reference_name() == "event_mentions":
                self._refuse_unsupported_events()
        for model in models:
            self._clear_optional_keys(model)
        refused = pl.concat([pl.DataFrame(schema=REFUSED_COLUMNS), *self.refused])
        return Checked(self.good, refused, sum(frame.height for frame in self.tables.values()), self.cleared)

    def _split(self, model: type[Table]) -> None:
        frame = self.tables[model.reference_name()]
        failures = [_model_failures(model, frame)]  # first: it raises when the frame is no frame of this table
        frame = frame.select(list(model.dtypes()))
        failures += [self._orphans(key, frame) for key in model.foreign_keys() if not _is_optional(model, key)]
        failures += [_span_failures(model, frame), _evidence_failures(model, frame, self.texts)]
        bad = pl.concat(failures)
        repeated = [_repeated(frame, key, bad) for key in _unique_keys(model)]
        self._set_aside(model, frame, pl.concat([bad, *repeated]))

    def _set_aside(self, model: type[Table], frame: pl.DataFrame, failures: pl.DataFrame) -> None:
        """Divide `frame` by `failures`: one refused row a bad row, named after its first failure, with all reasons."""
        name = model.reference_name()
        by_row = failures.group_by("index", maintain_order=True).agg(
            pl.col("check_name").first(), pl.col("reason").unique(maintain_order=True).str.join("; ")
        )
        indexed = frame.with_row_index("index")
        bad = indexed.join(by_row.select("index"), on="index", how="semi", maintain_order="left")
        rows = bad.select("index", row=pl.struct(frame.columns).struct.json_encode(), uri=_uri(bad, self.uris))
        refused = by_row.join(rows, on="index", how="inner").sort("index")
        self.refused.append(
            refused.with_columns(table_name=pl.lit(name)).select(list(REFUSED_COLUMNS)).cast(pl.Schema(REFUSED_COLUMNS))
        )
        self.good[name] = indexed.join(by_row, on="index", how="anti", maintain_order="left").drop("index")
        key = model.primary_key()[0]
        lost = bad[key] if name not in self.lost else pl.concat([self.lost[name], bad[key]])
        self.lost[name] = lost

    def _parents(self, key: ForeignKey) -> pl.Series | None:
        """All values that the foreign key may take; None when its parent is not at hand."""
        here = [self.good[key.parent][key.parent_column]] if key.parent in self.good else []
        known = [self.known[key.parent]] if key.parent in self.known else []
        return pl.concat([*here, *known]).unique() if here or known else None

    def _orphans(self, key: ForeignKey, frame: pl.DataFrame) -> pl.DataFrame:
        parents = self._parents(key)
        if parents is None:
            return pl.DataFrame(schema=FAILURE_COLUMNS)
        orphans = frame.with_row_index("index").filter(~pl.col(key.column).is_in(parents.implode()))
        lost = self.lost.get(key.parent, pl.Series(dtype=pl.String))
        is_lost = pl.col(key.column).is_in(lost.implode())
        return orphans.select(
            "index",
            check_name=pl.when(is_lost)
            .then(pl.lit(f"parent_refused:{key.column}"))
            .otherwise(pl.lit(f"foreign_key:{key.column}")),
            reason=pl.format(
                f"{key.column} {{}} {{}} {key.parent}",
                _shown(key.column),
                pl.when(is_lost).then(pl.lit("was refused in")).otherwise(pl.lit("is not in")),
            ),
        )

    def _refuse_unsupported_events(self) -> None:
        """An event all of whose mentions were refused has no evidence left; one published before may have others."""
        if "events" not in self.good:
            return
        supported = self.good["event_mentions"]["event_id"]
        given = self.tables["event_mentions"]["event_id"]
        events = self.good["events"]
        known = self.known.get("events", pl.Series(dtype=pl.String))
        id_ = pl.col("event_id")
        unsupported = events.with_row_index("index").filter(
            id_.is_in(given.implode()) & ~id_.is_in(supported.implode()) & ~id_.is_in(known.implode())
        )
        failures = unsupported.select(
            "index", check_name=pl.lit("no_evidence"), reason=pl.lit("none of its mentions passed the checks")
        )
        self._set_aside(next(m for m in MAIN_TABLES if m.sql_name() == "events"), events, failures)

    def _clear_optional_keys(self, model: type[Table]) -> None:
        """Set optional foreign keys to null where the parent is missing; after all tables are split, `articles` too."""
        name = model.reference_name()
        for key in model.foreign_keys():
            parents = self._parents(key)
            if parents is None or not _is_optional(model, key):
                continue
            missing = pl.col(key.column).is_not_null() & ~pl.col(key.column).is_in(parents.implode())
            frame = self.good[name]
            count = int(frame.select(missing.sum()).item())
            if count:
                self.good[name] = frame.with_columns(pl.when(~missing).then(key.column).alias(key.column))
                self.cleared[f"{name}.{key.column}"] = count


def _is_optional(model: type[Table], key: ForeignKey) -> bool:
    return bool(model.to_schema().columns[key.column].nullable)


def _unique_keys(model: type[Table]) -> Iterator[tuple[str, ...]]:
    yield model.primary_key()
    if model.reference_name() in ALTERNATE_KEYS:
        yield ALTERNATE_KEYS[model.reference_name()]


def _texts_and_uris(*articles: pl.DataFrame | None) -> tuple[dict[str, str], pl.DataFrame]:
    columns = ("article_id", "uri", "text")
    given = [frame.select(columns) for frame in articles if frame is not None and set(columns) <= set(frame.columns)]
    known = pl.concat([pl.DataFrame(schema=dict.fromkeys(columns, pl.String())), *given]).unique(
        "article_id", keep="first", maintain_order=True
    )
    texts = dict(cast("Iterable[tuple[str, str]]", known.select("article_id", "text").iter_rows()))
    return texts, known.select("article_id", "uri")


def _uri(rows: pl.DataFrame, uris: pl.DataFrame) -> pl.Series:
    """The document of each row, null for what belongs to none (actors, events)."""
    if "uri" in rows.columns:
        return rows["uri"]
    if "article_id" not in rows.columns:
        return pl.Series([None] * rows.height, dtype=pl.String)
    return rows.select("article_id").join(uris, on="article_id", how="left", maintain_order="left")["uri"]


def _shown(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String)
    return pl.when(text.str.len_chars() > SHOWN_CHARS).then(text.str.head(SHOWN_CHARS) + "…").otherwise(text)


def _model_failures(model: type[Table], frame: pl.DataFrame) -> pl.DataFrame:
    try:
        model.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = cast(pl.DataFrame, error.failure_cases)
    else:
        return pl.DataFrame(schema=FAILURE_COLUMNS)
    whole = cases.filter(pl.col("index").is_null())
    if whole.height:
        wrong = "; ".join(f"{row['check']}: {row['column']} ({row['failure_case']})" for row in whole.to_dicts())
        raise SchemaMismatch(f"{model.reference_name()}: {wrong}")
    found = [pl.DataFrame(schema=FAILURE_COLUMNS)]
    for (name, number), group in cases.group_by("column", "check_number", maintain_order=True):
        checks = model.to_schema().columns[str(name)].checks
        check_name, rule = ("not_null", "missing") if number is None else _rule(checks[int(cast(int, number))])
        shown = _shown("failure_case")
        reason = pl.lit(f"{name} is missing") if number is None else pl.format(f"{name} is '{{}}': {{}}", shown, rule)
        found.append(
            group.select(
                pl.col("index").cast(pl.UInt32),
                check_name=pl.lit(f"{check_name}:{name}"),
                reason=reason,
            )
        )
    return pl.concat(found)


def _rule(check: Check) -> tuple[str, pl.Expr]:
    """A Pandera check as a short name and what it demands, in words."""
    limits: dict[str, Any] = check.statistics or {}
    words = {
        "isin": lambda: f"not one of {', '.join(map(str, limits['allowed_values']))}",
        "greater_than_or_equal_to": lambda: f"less than {limits['min_value']}",
        "less_than_or_equal_to": lambda: f"more than {limits['max_value']}",
        "str_matches": lambda: f"does not match {limits['pattern']}",
        "str_length": lambda: f"not of the length {limits['min_value']} to {limits['max_value'] or 'any'}",
    }
    name = check.name or "check"
    return name, pl.lit(words[name]() if name in words else f"fails {check.error or name}")


def _repeated(frame: pl.DataFrame, key: tuple[str, ...], bad: pl.DataFrame) -> pl.DataFrame:
    """All but the first of the rows with one key; rows that are bad already do not count as the first."""
    rest = frame.with_row_index("index").join(
        bad.select("index").unique(), on="index", how="anti", maintain_order="left"
    )
    is_repeat = ~pl.struct(key).is_first_distinct()
    return rest.filter(is_repeat).select(
        "index",
        check_name=pl.lit(f"unique:{','.join(key)}"),
        reason=pl.lit(f"{', '.join(key)} given before"),
    )


def _span_failures(model: type[Table], frame: pl.DataFrame) -> pl.DataFrame:
    found = [pl.DataFrame(schema=FAILURE_COLUMNS)]
    for start, end in model.spans():
        half = pl.col(start).is_null() != pl.col(end).is_null()
        wrong = half | (pl.col(start) >= pl.col(end)).fill_null(False)
        found.append(
            frame.with_row_index("index")
            .filter(wrong)
            .select(
                "index",
                check_name=pl.lit(f"span:{start}"),
                reason=pl.format(
                    f"{start} {{}} and {end} {{}} are no span",
                    pl.col(start).cast(pl.String).fill_null("null"),
                    pl.col(end).cast(pl.String).fill_null("null"),
                ),
            )
        )
    return pl.concat(found)


def _evidence_failures(model: type[Table], frame: pl.DataFrame, texts: Mapping[str, str]) -> pl.DataFrame:
    """Rows whose span does not give their words, or reaches beyond the text.

    Python slices a string in constant time, whatever the offset; Polars and SQL count characters from the start, which
    takes ten times as long on articles of a million characters.
    """
    if model not in EVIDENCE:
        return pl.DataFrame(schema=FAILURE_COLUMNS)
    found = []
    for start, end, words in evidence(model):
        columns = ["article_id", start, end] + ([words] if words else [])
        spans = frame.with_row_index("index").filter(pl.col(start).is_not_null(), pl.col(end).is_not_null())
        for index, article_id, first, last, *said in spans.select("index", *columns).iter_rows():
            text = texts.get(article_id)
            if text is None:
                found.append((index, f"evidence:{start}", "the text of its article is not at hand"))
            elif not 0 <= first < last <= len(text):
                found.append((index, f"evidence:{start}", f"{start} to {end} is not within the text ({len(text)})"))
            elif said and text[first:last] != said[0]:
                here, there = text[first:last][:SHOWN_CHARS], str(said[0])[:SHOWN_CHARS]
                reason = f"text[{first}:{last}] is {here!r}, {words} {there!r}"
                found.append((index, f"evidence:{start}", reason))
    return pl.DataFrame(found, schema=FAILURE_COLUMNS, orient="row")
