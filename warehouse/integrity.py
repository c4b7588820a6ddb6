"""Whether a warehouse file still holds what was written.

DuckDB checks a block's sum when it reads the block, so damage in a block that no query touches stays unseen, and each
run would copy it into the next generation until no whole one is left. Here all blocks are summed up: rows, indexes and
free space alike. A gigabyte takes about 0.6 seconds.

Not found is what a sum cannot tell: a whole block of an earlier moment, two equal words changed in the same way, and
the loss of the last blocks, cut off exactly at their border, where they held nothing but an index.

The sum is that of DuckDB's `src/common/checksum.cpp`; blocks lie behind three headers of 4 KiB and hold their own sum
in the first eight bytes. Where that changes, the tests fail with the new DuckDB before a warehouse is refused.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np

from warehouse.connect import ALIAS, LOCK_MESSAGE, attach, connect, known_version
from warehouse.ddl import identifier
from warehouse.errors import DamagedError, WarehouseError

HEADER_BYTES = 3 * 4096
BLOCK_BYTES = 256 * 1024  # DuckDB's default, which all warehouse files have
FACTOR = np.uint64(0xBF58476D1CE4E5B9)
SEED = np.uint64(5381)
SHOWN = 3


class _UnreadableBlockError(Exception):
    """A block that says where rows are can't be read; the sums tell whether it is damaged, and which others are."""


def require_whole(path: Path) -> None:
    """Read all of a warehouse file. Raises DamagedError when it is not as it was written, WarehouseError when it is
    absent, no warehouse, or of a newer version.
    """
    if not path.is_file():
        raise WarehouseError(f"{path} does not exist" if not path.exists() else f"{path} is not a file")
    try:
        last, unreadable = _last_block(path), None
    except _UnreadableBlockError as error:
        last, unreadable = -1, error
    try:
        damaged = list(_damaged_blocks(path))
        there = (path.stat().st_size - HEADER_BYTES) // BLOCK_BYTES
    except OSError as error:
        raise DamagedError(path, f"the disk does not give it: {error}") from error
    if damaged:
        numbers = ", ".join(map(str, damaged[:SHOWN])) + (", …" if len(damaged) > SHOWN else "")
        raise DamagedError(path, f"{len(damaged):,} of its {there:,} blocks are not as they were written ({numbers})")
    if unreadable:
        raise DamagedError(path, f"DuckDB can't read it: {unreadable}") from unreadable
    if there <= last:
        raise DamagedError(path, f"it is cut off: {last + 1 - there:,} blocks are missing at its end")


def fault(path: Path) -> str | None:
    """What is wrong with a file, in words; None when it is a whole warehouse."""
    try:
        require_whole(path)
    except WarehouseError as error:
        return str(error)
    return None


def _last_block(path: Path) -> int:
    """The highest number of a block that holds rows or says where they are; -1 when that can't be told."""
    connection = connect()
    try:
        attach(connection, path, read_only=True)
        known_version(connection, path)
        found = [connection.execute("SELECT max(block_id) FROM pragma_metadata_info()").fetchone()]
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ?", [ALIAS]
        ).fetchall()
        for schema, table in tables:
            name = f"{identifier(schema)}.{identifier(table)}"
            blocks = "SELECT max(block_id) FROM pragma_storage_info(?)"
            try:
                found.append(connection.execute(blocks, [name]).fetchone())
            except duckdb.Error as error:
                raise _UnreadableBlockError(_reason(error)) from error
        return max([-1, *(int(row[0]) for row in found if row and row[0] is not None)])
    except duckdb.Error as error:
        if LOCK_MESSAGE in str(error):  # a program has it open for writing; its blocks can be summed up all the same
            return -1
        raise DamagedError(path, f"DuckDB can't open it: {_reason(error)}") from error
    finally:
        connection.close()


def _reason(error: duckdb.Error) -> str:
    """What DuckDB says, without the place in our query."""
    return str(error).partition("\n")[0]


def _damaged_blocks(path: Path) -> Iterator[int]:
    with path.open("rb") as file:
        file.seek(HEADER_BYTES)
        number = 0
        while block := file.read(BLOCK_BYTES):
            if len(block) < BLOCK_BYTES or not _is_whole(block):
                yield number
            number += 1


def _is_whole(block: bytes) -> bool:
    words = np.frombuffer(block, dtype="<u8")
    if not words.any():  # taken from the disk and never written
        return True
    return bool(np.bitwise_xor.reduce(words[1:] * FACTOR) ^ SEED == words[0])
