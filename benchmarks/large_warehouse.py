"""A large warehouse made from the real rows of a small one, and how long the queries of docs/queries.md take on it.

`python -m benchmarks.large_warehouse SMALL.duckdb LARGE.duckdb [EVENTS]` writes LARGE unless it is there,
and prints milliseconds a query.

Every row of an article is copied under ids, uri and dates of its own; actors once in COPIES_PER_ACTOR copies, so that
an actor is in many articles, as in the news. The last of NIGHTS equal nights is that of the last run. For queries the
copy declares no keys: reading does without, making them costs. With keys a run can publish onto it (see
benchmarks.large_night). Times are the median of REPEATS, after one that warms; where other programs run on the machine,
look at the seconds of the processor.
"""

import statistics
import sys
import time
from pathlib import Path

import duckdb

from flows.queries_page import questions
from schemas import MAIN_TABLES, Actors, Table
from warehouse.connect import attach, connect
from warehouse.ddl import ALL_TABLES, create_table, identifier, literal, qualified, renew_words
from warehouse.stored import fill

EVENTS = 1_000_000
COPIES_PER_ACTOR = 100
DAYS = 3650
NIGHTS = 300
REPEATS = 5


def grow(small: Path, large: Path, rows: int = EVENTS, of: str = "events", *, keys: bool = False) -> None:
    """Write `large` with at least so many rows of a table."""
    large.unlink(missing_ok=True)
    with connect("4GB", large.with_suffix(".spill")) as connection:
        attach(connection, large, read_only=False)
        connection.execute("CREATE SCHEMA meta")
        connection.execute(f"ATTACH {literal(small)} AS small (READ_ONLY)")
        found = connection.execute(f"SELECT count(*) FROM small.main.{identifier(of)}").fetchone()
        copies = -(-rows // (found[0] if found else 1))
        connection.execute(f"SET VARIABLE last_copies = {max(copies // NIGHTS, 1)}")
        for name, order in (("first_run", "min"), ("last_run", "max")):
            connection.execute(f"SET VARIABLE {name} = (SELECT arg_{order}(run_id, started_at) FROM small.meta.runs)")
        for model in ALL_TABLES:
            if keys:
                connection.execute(create_table(model))
                connection.execute(f"INSERT INTO {qualified(model)} BY NAME {_copies(model, copies)}")
            else:
                connection.execute(f"CREATE TABLE {qualified(model)} AS {_copies(model, copies)}")
        renew_words(connection)
        fill(connection)


def _copies(model: type[Table], copies: int) -> str:
    source = f"small.{qualified(model)}"
    if all(key.parent.startswith("meta.") for key in model.foreign_keys()) and model not in MAIN_TABLES:
        return f"SELECT * FROM {source}"
    step = COPIES_PER_ACTOR if model is Actors else 1
    columns = ", ".join(_column(model, name) for name in model.dtypes())
    return f"SELECT {columns} FROM range(0, {copies}, {step}) AS copies(copy), {source}"


def _column(model: type[Table], name: str) -> str:
    """One column of a copy: ids are made anew from the old id and the number of the copy, days go on by it."""
    parents = {key.column: key.parent for key in model.foreign_keys()}
    is_id = name in model.primary_key() or name in parents
    column, kind = identifier(name), str(model.dtypes()[name])
    if name == "run_id" and model in MAIN_TABLES:
        runs = "CASE WHEN copy < getvariable('last_copies') THEN {} ELSE {} END AS run_id"
        return runs.format("getvariable('last_run')", "getvariable('first_run')")
    if name == "band_hash":  # copies are no near-duplicates of each other
        return f"(hash({column}, copy) >> 1)::BIGINT AS {column}"
    if name == "uri":
        return f"{column} || '#' || copy AS {column}"
    if (is_id and kind == "String" and name not in {"run_id", "context", "kind"}) or name == "utterance_id":
        to_actor = model is Actors or parents.get(name) == "actors"
        number = f"copy // {COPIES_PER_ACTOR}" if to_actor else "copy"
        return f"{column}[:4] || md5({column} || '#' || ({number}))[:20] AS {column}"
    if kind.startswith("Date"):
        return (
            f"CAST({column} + INTERVAL (copy % {DAYS}) DAY AS {'DATE' if kind == 'Date' else 'TIMESTAMP'}) AS {column}"
        )
    return column


def milliseconds(large: Path) -> dict[str, tuple[float, float]]:
    """Question -> the median time of its query, by the clock and of all processors together."""
    taken = {}
    with duckdb.connect(str(large), read_only=True) as connection:
        for question in questions():
            times = []
            for _ in range(REPEATS + 1):
                clock, processor = time.perf_counter(), time.process_time()
                connection.execute(question.sql).fetchall()
                times.append((1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - processor)))
            clocks, processors = zip(*times[1:], strict=True)
            taken[question.title] = (statistics.median(clocks), statistics.median(processors))
    return taken


if __name__ == "__main__":
    if not Path(sys.argv[2]).exists():
        grow(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else EVENTS)
    for title, (clock, processor) in milliseconds(Path(sys.argv[2])).items():
        print(f"{clock:8.0f} ms {processor:8.0f} ms of processors  {title}")
