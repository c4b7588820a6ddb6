import duckdb
import pytest
from warehouse_rows import published

from warehouse.inspect import check_file
from warehouse.publish import Warehouse


@pytest.fixture
def warehouse(tmp_path) -> Warehouse:
    return published(tmp_path / "news.duckdb")


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("UPDATE quotes SET text = 'other'", "evidence"),
        ("UPDATE actor_mentions SET end_char = end_char + 1", "evidence"),
        ("UPDATE sentences SET end_char = 4000", "evidence"),
        ("UPDATE articles SET text = '🙂' || text", "evidence"),
        ("UPDATE quotes SET speaker_actor_id = 'act_00000000000000000000'", "foreign_key"),
        ("UPDATE articles SET uri = 'same'", "foreign_key"),
        ("DELETE FROM event_contexts", "row_count"),
        (
            "INSERT INTO meta.quarantine VALUES ('qr_00000000000000000000', 'a', 'b', 'c', NULL, '{}', 'run-1')",
            "row_count",
        ),
        ("ALTER TABLE event_contexts ADD COLUMN mine INTEGER", "layout"),
        ("DROP VIEW quote_log", "view"),
        ("UPDATE meta.schema_version SET words_digest = 'other'", "layout"),
        ("DROP TABLE meta.article_bands", "layout"),
        ("UPDATE meta.schema_version SET version = 99", "open"),
        ("DELETE FROM meta.schema_version", "open"),
    ],
)
def test_each_kind_of_damage_is_found(warehouse, damage, check) -> None:
    assert check_file(warehouse.path) == []
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute(damage)
    findings = check_file(warehouse.path)
    assert check in {finding.check for finding in findings}
    assert all(finding.message for finding in findings)


def test_a_log_beside_the_file_is_found(warehouse) -> None:
    warehouse.path.with_name("news.duckdb.wal").write_bytes(b"")
    assert "write_ahead" in {finding.check for finding in check_file(warehouse.path)}


@pytest.mark.parametrize("content", [None, b"", b"nothing"])
def test_what_is_no_warehouse_is_said_to_be_none(tmp_path, content) -> None:
    path = tmp_path / "news.duckdb"
    if content is not None:
        path.write_bytes(content)
    (finding,) = check_file(path)
    assert finding.check == "open"
    assert str(path) in finding.message
    assert path.exists() == (content is not None)
