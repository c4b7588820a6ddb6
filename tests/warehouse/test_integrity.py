"""Damage anywhere in a file is seen: by runs before they build on it, by `restore`, by whoever asks the file."""

import random
from pathlib import Path

import duckdb
import pytest
from warehouse_rows import news, published, run_row, texts

from warehouse.asking import ask
from warehouse.errors import DamagedError, WarehouseError
from warehouse.integrity import BLOCK_BYTES, HEADER_BYTES, fault, require_whole
from warehouse.publish import Warehouse
from warehouse.recovery import generations, restore

PLACES = random.Random(8)  # noqa: S311  places, not secrets


def scribble(path: Path, place: int) -> None:
    """Overwrite some bytes, in a copy that takes the file's name: whoever has the old one open keeps it."""
    content = bytearray(path.read_bytes())
    content[place : place + 16] = PLACES.randbytes(16)
    copy = path.with_name("copy")
    copy.write_bytes(content)
    copy.replace(path)


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Three generations: two articles more each."""
    warehouse = published(tmp_path / "news.duckdb")
    for number in (2, 3):
        with warehouse.writer() as writer:
            writer.merge(news(texts([number * 2, number * 2 + 1]), f"run-{number}"))
            writer.publish(run_row(f"run-{number}"))
    return warehouse


def test_a_sound_file_is_whole_whatever_was_done_to_it(warehouse: Warehouse) -> None:
    assert fault(warehouse.path) is None
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT i, repeat('x', 50) AS t FROM range(200_000) AS r(i)")
        connection.execute("CHECKPOINT")
        connection.execute("DELETE FROM mine WHERE i % 3 = 0")
        connection.execute("DROP TABLE quote_actors")
    assert fault(warehouse.path) is None
    assert [found.fault for found in generations(warehouse.path)] == [None, None]


def test_other_bytes_are_found_wherever_they_are(warehouse: Warehouse) -> None:
    whole = warehouse.path.read_bytes()
    places = [0, 8, 100, *(PLACES.randrange(HEADER_BYTES, len(whole) - 16) for _ in range(20))]
    for place in places:
        warehouse.path.write_bytes(whole)
        scribble(warehouse.path, place)
        assert fault(warehouse.path) is not None, place


@pytest.mark.parametrize("length", [0, 100, HEADER_BYTES, HEADER_BYTES + 3 * BLOCK_BYTES, -1, -8 * BLOCK_BYTES])
def test_a_file_that_was_cut_off_is_damaged(warehouse: Warehouse, length: int) -> None:
    warehouse.path.write_bytes(warehouse.path.read_bytes()[:length])
    with pytest.raises(DamagedError, match="dateline restore"):
        require_whole(warehouse.path)


def test_a_run_does_not_build_on_a_damaged_file(warehouse: Warehouse) -> None:
    scribble(warehouse.path, warehouse.path.stat().st_size - 1000)
    before = warehouse.path.read_bytes()
    with pytest.raises(DamagedError, match=r"1 of its \d+ blocks are not as they were written"), warehouse.writer():
        pass
    assert warehouse.path.read_bytes() == before


def test_who_asks_a_damaged_file_is_told_the_way_back(warehouse: Warehouse) -> None:
    content = bytearray(warehouse.path.read_bytes())
    for place in range(HEADER_BYTES + 64, len(content), BLOCK_BYTES):
        content[place : place + 16] = PLACES.randbytes(16)
    warehouse.path.write_bytes(content)
    with pytest.raises(WarehouseError, match="`dateline restore`"):
        ask(warehouse.path, "SELECT sum(hash(text)) FROM articles")


def test_the_latest_whole_generation_comes_back_and_readers_keep_theirs(warehouse: Warehouse) -> None:
    scribble(warehouse.files.generation(2), 2 * BLOCK_BYTES)
    with duckdb.connect(str(warehouse.path), read_only=True) as reader:
        scribble(warehouse.path, 3 * BLOCK_BYTES)
        damaged = warehouse.path.read_bytes()
        done = restore(warehouse.path)
        assert (done.generation, done.kept) == (1, warehouse.files.damaged)
        assert done.fault is not None and "not as they were written" in done.fault
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (7,)
    assert warehouse.known_articles().height == 3
    assert warehouse.files.damaged.read_bytes() == damaged
    assert [found.number for found in generations(warehouse.path)] == [2]
    with warehouse.writer() as writer:
        writer.merge(news(texts([8]), "run-8"))
        writer.publish(run_row("run-8"))
    assert warehouse.known_articles().height == 4


def test_a_log_of_the_damaged_file_goes_with_it(warehouse: Warehouse) -> None:
    scribble(warehouse.path, 3 * BLOCK_BYTES)
    warehouse.path.with_name("news.duckdb.wal").write_bytes(b"log")
    restore(warehouse.path)
    assert warehouse.path.with_name("news.duckdb.damaged.wal").read_bytes() == b"log"
    assert warehouse.known_articles().height == 5


def test_a_file_that_is_gone_comes_back(warehouse: Warehouse) -> None:
    warehouse.path.unlink()
    done = restore(warehouse.path)
    assert (done.generation, done.kept) == (2, None)
    assert warehouse.known_articles().height == 5


def test_going_back_from_a_whole_file_can_be_undone(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError, match=r"is whole; .* --generation"):
        restore(warehouse.path)
    with pytest.raises(WarehouseError, match=r"no generation 9 .* there are: 1, 2"):
        restore(warehouse.path, 9)
    done = restore(warehouse.path, 1)
    assert (done.fault, warehouse.known_articles().height) == (None, 3)
    assert done.kept == warehouse.files.generation(3)
    restore(warehouse.path, 3)
    assert warehouse.known_articles().height == 7


def test_without_a_whole_generation_nothing_is_done(warehouse: Warehouse) -> None:
    for path in (warehouse.path, *(path for _, path in warehouse.files.generations())):
        scribble(path, 3 * BLOCK_BYTES)
    before = warehouse.path.read_bytes()
    with pytest.raises(WarehouseError, match=r"no generation beside .* is whole"):
        restore(warehouse.path)
    assert warehouse.path.read_bytes() == before
    with pytest.raises(WarehouseError, match="no earlier generation"):
        restore(warehouse.path.with_name("other.duckdb"))


def test_restoring_works_where_there_are_no_hard_links(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    scribble(warehouse.path, 3 * BLOCK_BYTES)
    assert restore(warehouse.path).generation == 2
    assert fault(warehouse.path) is None and warehouse.files.damaged.exists()
