"""The build file while it is filled: rows replaced and removed, what depends on them brought in line, keys checked.

Each statement commits by itself: a build that fails is thrown away as a whole, so transactions would protect nothing,
and within one DuckDB does not let a deleted key be inserted again.
"""

# ruff: noqa: S608 - all names in the SQL come from the models; data goes in as frames and parameters

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import duckdb
import polars as pl

from schemas import MAIN_TABLES, SCHEMA_VERSION, Table
from schemas.check import SchemaMismatch
from schemas.meta import ForeignKeys, TableStats
from warehouse.connect import attach, connect, fetch, known_version, lent
from warehouse.ddl import (
    MODELS,
    create_layout,
    create_table,
    declared_layout,
    identifier,
    qualified,
    read_layout,
    renew_words,
    words_digest,
)
from warehouse.errors import PublishRefusedError, WarehouseError
from warehouse.generations import WarehouseFiles
from warehouse.keys import changed_key_faults, foreign_keys, key_faults
from warehouse.migrations import migrate
from warehouse.stored import TOUCHED, fill, renew_stored

# Tables whose rows belong to one article and go when it goes. Rows of quote_actors go with their quotes.
ARTICLE_TABLES = (
    "sentences",
    "actor_mentions",
    "event_mentions",
    "event_quantities",
    "quotes",
    "meta.article_bands",
    "articles",
)
OF_ARTICLES = frozenset({*ARTICLE_TABLES, "quote_actors"})
EVENT_TABLES = ("event_contexts", "event_quantities", "events")
PARENTS = frozenset(key.parent for key in foreign_keys())
# Without the table itself: its rows would have to count themselves.
COUNTED_TABLES = tuple(name for name in MODELS if name != "meta.table_stats")


class Build:
    """An open build file. `expected` counts the rows each table must have, by what was put in and taken out."""

    def __init__(self, files: WarehouseFiles, memory_limit: str) -> None:
        self.files = files
        self.copied_from = files.copy_live()
        self._was_checked = self.copied_from is not None  # as it is now; not what an earlier version held
        self.connection = connect(memory_limit, files.spill)
        try:
            self._open()
            self.before = self.counts()
        except BaseException:
            self.connection.close()
            raise
        self.expected = dict(self.before)
        self.removed_articles = False
        self._merged: dict[str, list[pl.DataFrame]] = defaultdict(list)
        self._removed: dict[str, list[pl.DataFrame]] = defaultdict(list)

    def _open(self) -> None:
        try:
            attach(self.connection, self.files.build, read_only=False)
        except duckdb.Error as error:
            raise WarehouseError(f"{self.files.live} is no DuckDB file that this DuckDB can open: {error}") from error
        if self.copied_from is None:
            create_layout(self.connection)
        else:
            if (version := known_version(self.connection, self.files.live)) < SCHEMA_VERSION:
                migrate(self.connection, version)
                self._was_checked = False
            self._renew_tables()
            if self.query("SELECT words_digest FROM meta.schema_version").item() != words_digest():
                renew_words(self.connection)
                fill(self.connection)
        self.connection.execute(TOUCHED)

    def _renew_tables(self) -> None:
        """Rebuild tables whose checks, or whose columns' order, are not this version's, such as a list that grew.

        DuckDB can't change a CHECK in place. Raises WarehouseError when the columns differ: that takes a new schema
        version, with a migration.
        """
        found = read_layout(self.connection)
        for name, columns in declared_layout().columns.items():
            there = found.columns.get(name, ())
            if set(there) != set(columns):
                raise WarehouseError(
                    f"{self.files.live}: the columns of {name} are not those of schema {SCHEMA_VERSION}"
                )
            if there == columns and found.constraints[name] == declared_layout().constraints[name]:
                continue
            self._was_checked = False
            model = MODELS[name]
            renewed = f"{model.sql_name()}__renewed"
            self.connection.execute(create_table(model, renewed))
            target = f"{identifier(model.sql_schema())}.{identifier(renewed)}"
            try:
                self.connection.execute(f"INSERT INTO {target} BY NAME SELECT * FROM {qualified(model)}")
            except duckdb.ConstraintException as error:
                raise WarehouseError(
                    f"{self.files.live}: rows of {name} break this version's checks: {error}"
                ) from error
            self.connection.execute(f"DROP TABLE {qualified(model)}")
            self.connection.execute(f"ALTER TABLE {target} RENAME TO {identifier(model.sql_name())}")

    def query(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = (), **frames: pl.DataFrame
    ) -> pl.DataFrame:
        """Read from the build as it is now."""
        return fetch(self.connection, sql, parameters, frames)

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {
            name: self._number(f"SELECT count(*) FROM {qualified(model)}")
            for name, model in MODELS.items()
            if name in COUNTED_TABLES
        }

    def _number(self, sql: str) -> int:
        """The one number that a count gives, or an INSERT or DELETE reports."""
        row = self.connection.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def _delete(self, name: str, condition: str) -> None:
        """Take rows out for good. What other tables may refer to is noted, to be looked for there."""
        model = MODELS[name]
        if name in PARENTS:
            keys = ", ".join(f"t.{identifier(key)}" for key in model.primary_key()[:1])
            gone = self.query(f"SELECT {keys} FROM {qualified(model)} AS t WHERE {condition}")
            if gone.is_empty():
                return
            self._removed[name].append(gone)
        self.expected[name] -= self._number(f"DELETE FROM {qualified(model)} AS t WHERE {condition}")

    def remove_articles(self, article_ids: Sequence[str]) -> None:
        """Remove articles with all that was read from them; events and actors left without a mention go in `settle`."""
        ids = pl.DataFrame({"article_id": list(article_ids)}, schema={"article_id": pl.String})
        with lent(self.connection, {"gone": ids}):
            of_gone = "t.article_id IN (SELECT article_id FROM gone)"
            self.connection.execute(
                f"INSERT INTO touched_events SELECT DISTINCT t.event_id FROM main.event_mentions AS t WHERE {of_gone}"
            )
            self.connection.execute(
                "INSERT INTO gone_articles SELECT article_id, coalesce(title, uri), publisher, published_at "
                f"FROM main.articles AS t WHERE {of_gone}"
            )
            self.connection.execute("INSERT INTO touched_articles FROM gone")
            self.connection.execute(
                "INSERT INTO touched_actors SELECT DISTINCT t.actor_id FROM main.actor_mentions AS t "
                f"WHERE {of_gone} AND t.actor_id IS NOT NULL"
            )
            self._delete("quote_actors", f"t.quote_id IN (SELECT t.quote_id FROM main.quotes AS t WHERE {of_gone})")
            for name in ARTICLE_TABLES:
                self._delete(name, of_gone)
        self.removed_articles = True

    def merge(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Put rows in, in place of those with the same primary key.

        Raises SchemaMismatch for a frame that is not the table's, PublishRefusedError when a row breaks a constraint.
        """
        known = self._known_articles(tables.get("articles"))
        for name, model in MODELS.items():
            if name in tables:
                self._merge(model, tables[name], is_new=name in OF_ARTICLES and known == 0)

    def _known_articles(self, articles: pl.DataFrame | None) -> int | None:
        """How many of the articles are there already; None when there are none to go by."""
        if articles is None:
            return None
        sql = "SELECT count(*) FROM main.articles SEMI JOIN incoming USING (article_id)"
        return int(self.query(sql, incoming=articles.select("article_id")).item())

    def _merge(self, model: type[Table], frame: pl.DataFrame, *, is_new: bool) -> None:
        """`is_new`: none of the rows can be there, so none is looked for."""
        name = model.reference_name()
        dtypes = model.dtypes()
        if dict(frame.schema) != dtypes:
            raise SchemaMismatch(f"{name}: the frame has {dict(frame.schema)}, the table {dtypes}")
        # One order whatever the order of the input, and the rows of an article next to each other.
        order = [*(["article_id"] if "article_id" in dtypes else []), *model.primary_key()]
        rows = frame.select(list(dtypes)).sort(order)
        same = " AND ".join(f"t.{identifier(key)} = i.{identifier(key)}" for key in model.primary_key())
        with lent(self.connection, {"incoming": rows}):
            if name == "events":  # its contexts come with it, and no others hold
                self._delete("event_contexts", "t.event_id IN (SELECT event_id FROM incoming)")
            if name == "articles":
                self.connection.execute("INSERT INTO touched_articles SELECT article_id FROM incoming")
            if name in {"events", "event_mentions"}:
                self.connection.execute("INSERT INTO touched_events SELECT DISTINCT event_id FROM incoming")
            if name == "event_mentions" and not is_new:
                self.connection.execute(
                    "INSERT INTO touched_events SELECT t.event_id "
                    f"FROM main.event_mentions AS t, incoming AS i WHERE {same}"
                )
            if self.expected.get(name, 1) and not is_new:
                self._replace_count(
                    name, self._number(f"DELETE FROM {qualified(model)} AS t USING incoming AS i WHERE {same}")
                )
            try:
                self.connection.execute(f"INSERT INTO {qualified(model)} BY NAME SELECT * FROM incoming")
            except duckdb.ConstraintException as error:
                raise PublishRefusedError([f"{name}: {error}"]) from error
        self._merged[name].append(rows)
        self._replace_count(name, -rows.height)

    def _replace_count(self, name: str, fewer: int) -> None:
        if name in self.expected:
            self.expected[name] -= fewer

    def settle(self) -> None:
        """Remove what nothing supports any more: events without a mention, with what belongs to them, and actors that
        no row refers to. How events are counted is the business of whoever merges them.
        """
        touched = "SELECT DISTINCT event_id FROM touched_events"
        supported = self.query(f"SELECT DISTINCT event_id FROM main.event_mentions WHERE event_id IN ({touched})")
        unsupported = self.query(touched).join(supported, on="event_id", how="anti")
        if unsupported.height:
            with lent(self.connection, {"unsupported": unsupported}):
                for name in EVENT_TABLES:
                    self._delete(name, "t.event_id IN (SELECT event_id FROM unsupported)")
        if self.removed_articles:
            self._delete("actors", " AND ".join(f"t.actor_id NOT IN ({actors})" for actors in _actors_referred_to()))

    def renew_stored(self, run_id: str) -> None:
        """Bring what views keep in line with the tables, and note what became of rows of earlier runs."""
        renew_stored(self.connection, run_id)
        self.expected["meta.changes"] = self.counts()["meta.changes"]

    def describe(self, run_id: str) -> None:
        """Fill `meta.schema_version`, `meta.foreign_keys`, and `meta.table_stats` for the run."""
        self.connection.execute("DELETE FROM meta.schema_version")
        self.connection.execute("INSERT INTO meta.schema_version VALUES (?, ?)", [SCHEMA_VERSION, words_digest()])
        self.connection.execute("DELETE FROM meta.foreign_keys")
        self.expected["meta.schema_version"], self.expected["meta.foreign_keys"] = 1, 0
        keys = [
            {
                "table_name": key.table,
                "column_name": key.column,
                "parent_table": key.parent,
                "parent_column": key.parent_column,
            }
            for key in foreign_keys()
        ]
        self.merge({"meta.foreign_keys": ForeignKeys.frame(keys)})
        stats = [
            {"run_id": run_id, "table_name": name, "row_count": count} for name, count in sorted(self.counts().items())
        ]
        self.merge({"meta.table_stats": TableStats.frame(stats)})

    def faults(self) -> list[str]:
        """What makes the build unfit to publish: orphans, alternate keys given twice, counts that do not add up."""
        found = [
            f"{name}: {count} rows, expected {self.expected[name]}"
            for name, count in self.counts().items()
            if count != self.expected[name]
        ]
        if self._was_checked:
            return found + list(changed_key_faults(self.connection, self._merged, self._removed))
        return found + list(key_faults(self.connection))

    def close(self, *, whole: bool) -> None:
        """Close the connection; with `whole` write everything into the one file first."""
        if whole:
            self.connection.execute("CHECKPOINT")
            self.connection.execute("USE memory")
            self.connection.execute("DETACH warehouse")
        self.connection.close()


def _actors_referred_to() -> Iterator[str]:
    """A query for each column that refers to an actor."""
    for model in MAIN_TABLES:
        for key in model.foreign_keys():
            if key.parent == "actors":
                column = identifier(key.column)
                yield f"SELECT {column} FROM {qualified(model)} WHERE {column} IS NOT NULL"
