import datetime as dt
import os

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warehouse_rows import news, run_row, texts

from schemas import MAIN_TABLES, SCHEMA_VERSION, ArticleBands
from schemas.check import SchemaMismatch, check
from warehouse.errors import PublishRefusedError, WarehouseBusyError, WarehouseError
from warehouse.inspect import check_file
from warehouse.publish import Warehouse, shrinks
from warehouse.quarantine import quarantine_rows


@pytest.fixture
def warehouse(tmp_path) -> Warehouse:
    return Warehouse(tmp_path / "news.duckdb")


def publish(
    warehouse: Warehouse, articles: dict[str, str], run_id: str = "run-1", remove=(), duplicates=None, **options
):
    with warehouse.writer() as writer:
        if remove:
            writer.remove_articles(remove)
        writer.merge(news(articles, run_id, duplicates))
        return writer.publish(run_row(run_id), **options)


def contents(warehouse: Warehouse) -> dict[str, list[tuple]]:
    return {
        model.sql_name(): warehouse.query(f"SELECT * EXCLUDE run_id FROM {model.sql_name()} ORDER BY ALL").rows()
        for model in MAIN_TABLES
    }


def left_behind(warehouse: Warehouse) -> set[str]:
    return {path.name.removeprefix("news.duckdb") for path in warehouse.path.parent.iterdir()}


def test_what_goes_in_comes_out(warehouse) -> None:
    frames = news(texts(range(3)))
    published = publish(warehouse, texts(range(3)))
    for name, frame in frames.items():
        found = warehouse.query(f"SELECT * FROM {name}")
        assert found.sort(pl.all()).equals(frame.sort(pl.all()).cast(found.schema)), name
        assert published.after[name] == frame.height
    assert published.generation is None
    assert check_file(warehouse.path) == []
    assert left_behind(warehouse) == {"", ".lock"}


def test_before_the_first_publication_all_tables_are_there_and_empty(warehouse) -> None:
    assert warehouse.known_articles().columns == ["article_id", "uri", "content_id", "duplicate_of", "extractor"]
    assert warehouse.query("SELECT count(*) AS n FROM quote_log")["n"].item() == 0
    assert warehouse.runs().height == 0
    assert not warehouse.path.exists()


def test_meta_says_what_a_reader_needs(warehouse) -> None:
    publish(warehouse, texts(range(2)))
    assert warehouse.query("SELECT version FROM meta.schema_version").rows() == [(SCHEMA_VERSION,)]
    keys = warehouse.query("SELECT * FROM meta.foreign_keys")
    assert ("event_mentions", "source_actor_id", "actors", "actor_id") in keys.rows()
    stats = dict(warehouse.query("SELECT table_name, row_count FROM meta.table_stats WHERE run_id = 'run-1'").rows())
    assert (stats["articles"], stats["actor_mentions"], stats["meta.runs"]) == (2, 10, 1)


def test_the_same_rows_in_another_order_give_the_same_file_contents(tmp_path) -> None:
    one, other = Warehouse(tmp_path / "one.duckdb"), Warehouse(tmp_path / "other.duckdb")
    publish(one, texts(range(9)))
    publish(other, texts(reversed(range(9))))
    for model in MAIN_TABLES:
        sql = f"SELECT * FROM {model.sql_name()}"  # without ORDER BY: as they lie in the file
        assert one.query(sql).equals(other.query(sql))


def test_publishing_the_same_again_changes_nothing_but_the_run(warehouse) -> None:
    publish(warehouse, texts(range(4)), "run-1")
    before = contents(warehouse)
    publish(warehouse, texts(range(4)), "run-2")
    assert contents(warehouse) == before
    assert set(warehouse.query("SELECT DISTINCT run_id FROM quotes")["run_id"]) == {"run-2"}
    assert check_file(warehouse.path) == []


def test_nights_add_up_to_what_one_run_gives(tmp_path) -> None:
    nightly, at_once = Warehouse(tmp_path / "nightly.duckdb"), Warehouse(tmp_path / "once.duckdb")
    for night in range(3):
        publish(nightly, texts(range(night * 3, night * 3 + 3)), f"run-{night}")
    publish(at_once, texts(range(9)))
    assert contents(nightly) == contents(at_once)


def test_a_corrected_article_leaves_nothing_of_its_old_self(tmp_path) -> None:
    corrected, fresh = Warehouse(tmp_path / "corrected.duckdb"), Warehouse(tmp_path / "fresh.duckdb")
    publish(corrected, {"a": "Seoul warned Tokyo", "b": "Paris called Rome"})
    old = corrected.known_articles().filter(pl.col("uri") == "a")["article_id"].to_list()
    publish(corrected, {"a": "Seoul thanked Rome"}, "run-2", remove=old)
    publish(fresh, {"a": "Seoul thanked Rome", "b": "Paris called Rome"})
    assert contents(corrected) == contents(fresh)
    assert "Tokyo" not in corrected.query("SELECT name FROM actors")["name"].to_list()
    assert check_file(corrected.path) == []


def test_removal_takes_children_and_leaves_what_others_still_report(warehouse) -> None:
    publish(warehouse, {"a": "Seoul warned Tokyo", "b": "Seoul told Tokyo", "c": "Paris called Rome"})
    ids = dict(warehouse.query("SELECT uri, article_id FROM articles").rows())
    with warehouse.writer() as writer:
        writer.remove_articles([ids["a"], ids["c"]])
        assert writer.query("SELECT uri FROM articles").rows() == [("b",)]
        writer.publish(run_row("run-2"))
    assert warehouse.query("SELECT mention_count, article_count FROM events").rows() == [(1, 1)]
    assert sorted(warehouse.query("SELECT name FROM actors")["name"]) == ["Seoul", "Tokyo", "told"]
    for table in ("quotes", "quote_actors", "event_contexts", "event_quantities", "sentences"):
        assert warehouse.query(f"SELECT count(*) AS n FROM {table}")["n"].item() == 1
    assert check_file(warehouse.path) == []


def test_article_bands_and_quarantine_go_in_with_the_rest(warehouse) -> None:
    frames = news(texts(range(1)))
    article_id = frames["articles"]["article_id"].item()
    refused = check({"actors": frames["actors"].with_columns(kind=pl.lit("robot"))}).refused
    with warehouse.writer() as writer:
        bands = ArticleBands.frame([{"article_id": article_id, "band": 0, "band_hash": -(2**63)}])
        writer.merge(frames | {"meta.article_bands": bands, "meta.quarantine": quarantine_rows(refused, "run-1")})
        writer.publish(run_row("run-1", quarantined_rows=refused.height))
    assert warehouse.quarantine("run-1").height == refused.height
    with warehouse.writer() as writer:
        writer.remove_articles([article_id])
        writer.publish(run_row("run-2"))
    assert warehouse.query("SELECT count(*) AS n FROM meta.article_bands")["n"].item() == 0


def test_reads_see_the_live_file_until_the_first_change_then_the_build(warehouse) -> None:
    publish(warehouse, texts(range(2)))
    with warehouse.writer() as writer:
        assert writer.known_articles().height == 2
        assert not warehouse.files.build.exists()
        writer.merge(news(texts([7]), "run-2") | {})
        assert writer.known_articles().height == 3
        assert warehouse.known_articles().height == 2
        wanted = pl.DataFrame({"uri": ["news/7.txt"]})
        assert writer.query("SELECT a.uri FROM articles AS a JOIN wanted USING (uri)", wanted=wanted).height == 1
        assert writer.query("SELECT uri FROM articles WHERE uri = ?", ["news/1.txt"]).height == 1
    assert warehouse.known_articles().height == 2
    assert left_behind(warehouse) == {"", ".lock"}


# Refusals: the live file stays as it was, byte for byte.


@pytest.fixture
def untouched(warehouse):
    publish(warehouse, texts(range(5)))
    before = warehouse.path.read_bytes()
    yield warehouse
    assert warehouse.path.read_bytes() == before
    assert left_behind(warehouse) <= {"", ".lock", ".runs.jsonl"}


def test_a_row_without_its_parent_is_not_published(untouched) -> None:
    frames = news(texts([9]), "run-2")
    with untouched.writer() as writer:
        writer.merge(frames | {"actors": frames["actors"].head(1)})
        with pytest.raises(PublishRefusedError, match=r"actor_mentions\.actor_id: 1 rows without a parent in actors"):
            writer.publish(run_row("run-2"))


def test_rows_of_an_unknown_run_are_not_published(untouched) -> None:
    with untouched.writer() as writer:
        writer.merge(news(texts([9]), "run-77"))
        with pytest.raises(PublishRefusedError, match=r"without a parent in meta\.runs, such as run-77"):
            writer.publish(run_row("run-2"))


def test_two_articles_with_one_uri_are_not_published(untouched) -> None:
    with untouched.writer() as writer:
        writer.merge(news({"news/1.txt": "Another text"}, "run-2"))
        with pytest.raises(PublishRefusedError, match="values of uri occur more than once"):
            writer.publish(run_row("run-2"))


def test_rows_that_break_a_constraint_are_not_published(untouched) -> None:
    frames = news(texts([9]), "run-2")
    with untouched.writer() as writer, pytest.raises(PublishRefusedError, match="actors: Constraint Error"):
        writer.merge({"actors": frames["actors"].with_columns(kind=pl.lit("robot"))})
    with untouched.writer() as writer, pytest.raises(SchemaMismatch):
        writer.merge({"actors": frames["actors"].drop("kind")})


def test_a_table_that_shrinks_too_much_is_not_published(untouched) -> None:
    ids = untouched.known_articles()["article_id"].to_list()
    with untouched.writer() as writer:
        writer.remove_articles(ids[:2])
        with pytest.raises(PublishRefusedError, match="articles would shrink from 5 to 3 rows, more than 20%"):
            writer.publish(run_row("run-2"), max_shrink=0.2)


def test_an_error_half_way_leaves_everything_as_it_was(untouched) -> None:
    with pytest.raises(ZeroDivisionError), untouched.writer() as writer:
        writer.merge(news(texts([9]), "run-2"))
        raise ZeroDivisionError
    publish_again = untouched.known_articles().height
    assert publish_again == 5


def test_a_second_run_at_the_same_time_is_turned_away(untouched) -> None:
    at_work = rf"another run is building .* \(process {os.getpid()}\)"
    with untouched.writer(), pytest.raises(WarehouseBusyError, match=at_work), Warehouse(untouched.path).writer():
        raise AssertionError("two writers")


def test_a_write_ahead_log_beside_the_live_file_stops_the_run(untouched) -> None:
    wal = untouched.path.with_name(untouched.path.name + ".wal")
    wal.write_bytes(b"")
    with pytest.raises(WarehouseBusyError, match=r"\.wal exists"), untouched.writer():
        raise AssertionError("published over a write-ahead log")
    wal.unlink()
    with untouched.writer() as writer:
        writer.merge(news(texts([9]), "run-2"))
        wal.write_bytes(b"")
        with pytest.raises(WarehouseBusyError, match=r"\.wal exists"):
            writer.publish(run_row("run-2"))
        wal.unlink()


def test_a_file_of_a_newer_version_is_refused_at_the_start(warehouse) -> None:
    publish(warehouse, texts(range(1)))
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("UPDATE meta.schema_version SET version = version + 1")
    for _ in range(2):
        with pytest.raises(WarehouseError, match="written by a newer Dateline"), warehouse.writer():
            raise AssertionError("opened a file of a newer version")


def test_a_live_file_that_changed_meanwhile_is_not_replaced(warehouse) -> None:
    publish(warehouse, texts(range(1)))
    with warehouse.writer() as writer:
        writer.merge(news(texts([9]), "run-2"))
        with duckdb.connect(str(warehouse.path)) as connection:
            connection.execute("CREATE TABLE mine (a INTEGER)")
        with pytest.raises(PublishRefusedError, match="changed by another program"):
            writer.publish(run_row("run-2"))
    assert warehouse.query("SELECT * FROM mine").height == 0


@pytest.mark.parametrize("content", [b"", b"not a database", b"\x00" * 20_000])
def test_what_is_no_database_is_refused(warehouse, content) -> None:
    warehouse.path.write_bytes(content)
    with pytest.raises(WarehouseError), warehouse.writer() as writer:
        writer.merge(news(texts([1])))
        writer.publish(run_row("run-1"))
    assert warehouse.path.read_bytes() == content


def test_another_database_is_refused(warehouse) -> None:
    duckdb.connect(str(warehouse.path)).execute("CREATE TABLE mine (a INTEGER)").close()
    with pytest.raises(WarehouseError, match="no Dateline warehouse"), warehouse.writer():
        raise AssertionError("opened somebody else's file")


def test_names_that_could_not_be_queried_are_refused(tmp_path) -> None:
    with pytest.raises(WarehouseError, match="take another name"):
        Warehouse(tmp_path / "meta.duckdb")
    with pytest.raises(WarehouseError, match="directory"):
        Warehouse(tmp_path)


@pytest.mark.parametrize("name", ["it's; DROP TABLE.duckdb", "main.db", "déjà vu 🙂", "100%"])
def test_any_other_name_will_do(tmp_path, name) -> None:
    warehouse = Warehouse(tmp_path / "new directory" / name)
    publish(warehouse, texts(range(2)))
    assert warehouse.known_articles().height == 2
    assert check_file(warehouse.path) == []


# Generations and the ledger.


def test_generations_are_kept_and_pruned(tmp_path) -> None:
    warehouse = Warehouse(tmp_path / "news.duckdb", keep=2)
    sizes = []
    for night in range(5):
        published = publish(warehouse, texts([night]), f"run-{night}")
        sizes.append(published.generation)
    assert sizes == [None, 1, 2, 3, 4]
    assert [number for number, _ in warehouse.files.generations()] == [3, 4]
    for articles, (_, path) in enumerate(warehouse.files.generations(), 3):
        assert Warehouse(path).known_articles().height == articles
    publish(Warehouse(warehouse.path, keep=0), texts([9]), "run-9")
    assert warehouse.files.generations() == []


def test_file_systems_without_hard_links_get_a_copy(warehouse, monkeypatch) -> None:
    def refuse(self, target):
        raise PermissionError(1, "Operation not permitted")

    publish(warehouse, texts([0]), "run-0")
    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    publish(warehouse, texts([1]), "run-1")
    ((_, path),) = warehouse.files.generations()
    assert Warehouse(path).known_articles().height == 1
    assert left_behind(warehouse) == {"", ".lock", ".gen-000001"}


def test_runs_that_published_nothing_wait_beside_the_file(warehouse) -> None:
    publish(warehouse, texts([0]), "run-0")
    before = warehouse.path.read_bytes()
    refused = check({"actors": news(texts([0]))["actors"].with_columns(kind=pl.lit("robot"))}).refused
    with warehouse.writer() as writer:
        writer.record(run_row("run-1", "failed", message="no disk"), quarantine_rows(refused, "run-1"))
    with warehouse.writer() as writer:
        writer.record(run_row("run-2", "running"))
        assert warehouse.runs().row(0, named=True)["outcome"] == "running"
    assert warehouse.path.read_bytes() == before
    outcomes = [("run-2", "failed"), ("run-1", "failed"), ("run-0", "published")]
    assert warehouse.runs().select("run_id", "outcome").rows() == outcomes
    assert warehouse.quarantine("run-1").height == refused.height
    publish(warehouse, texts([3]), "run-3")
    assert left_behind(warehouse) == {"", ".lock", ".gen-000001"}
    assert warehouse.query("SELECT run_id, outcome FROM meta.runs ORDER BY 1 DESC").rows() == [
        ("run-3", "published"),
        *outcomes,
    ]
    assert warehouse.runs().filter(run_id="run-2")["message"].item() == "killed before it ended"
    assert warehouse.quarantine("run-1").height == refused.height
    assert check_file(warehouse.path) == []


def test_a_run_killed_right_after_its_publication_stays_published(warehouse) -> None:
    with warehouse.writer() as writer:
        writer.record(run_row("run-1", "running"))
        left_by_the_kill = warehouse.files.sidecar.read_bytes()
        writer.merge(news(texts([0]), "run-1"))
        writer.publish(run_row("run-1"))
    warehouse.files.sidecar.write_bytes(left_by_the_kill)
    assert warehouse.runs().select("run_id", "outcome").rows() == [("run-1", "published")]
    publish(warehouse, texts([1]), "run-2")
    assert set(warehouse.runs().select("run_id", "outcome").rows()) == {("run-1", "published"), ("run-2", "published")}
    assert check_file(warehouse.path) == []


def test_shrinking_is_measured_by_table() -> None:
    before, after = {"articles": 100, "events": 10, "quotes": 0}, {"articles": 80, "events": 7}
    assert shrinks(before, after, 0.2) == ["events would shrink from 10 to 7 rows, more than 20%"]
    assert shrinks(before, after, 0.2, min_rows=50) == []
    assert shrinks(before, after, 1.0) == []


def test_a_list_of_values_that_grew_is_taken_over(warehouse) -> None:
    publish(warehouse, texts(range(3)))
    with duckdb.connect(str(warehouse.path)) as connection:  # as an earlier version might have made it
        connection.execute("CREATE TABLE old AS SELECT * FROM actors")
        connection.execute("DROP TABLE actors")
        columns = connection.execute(
            "SELECT string_agg(column_name || ' ' || data_type, ', ') FROM duckdb_columns() WHERE table_name = 'old'"
        ).fetchone()[0]
        connection.execute(f"CREATE TABLE actors ({columns}, CHECK (kind IN ('unknown')))")
        connection.execute("INSERT INTO actors SELECT * FROM old")
        connection.execute("DROP TABLE old")
    assert {finding.check for finding in check_file(warehouse.path)} == {"layout"}
    publish(warehouse, texts([5]), "run-2")
    assert check_file(warehouse.path) == []


anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(anything, anything, min_size=1, max_size=4))
def test_any_text_and_any_uri_go_the_whole_way(tmp_path_factory, articles) -> None:
    warehouse = Warehouse(tmp_path_factory.mktemp("any") / "news.duckdb")
    checked = check(news(articles))
    assert checked.refused.height == 0
    with warehouse.writer() as writer:
        writer.merge(checked.good)
        writer.publish(run_row("run-1"))
    assert dict(warehouse.query("SELECT uri, text FROM articles").rows()) == articles
    assert check_file(warehouse.path) == []


NASTY = {
    "'; DROP TABLE articles; --": 'He said "no"; \\ \x00 and\r\n\tleft',
    "\"); ATTACH 'x' AS y; (\"": "👩‍👩‍👧‍👦 met 🇰🇷 \u202eevil\u202c e\u0301",
    "../../etc/passwd\n": "$1 ? %s {name} :name ’quoted’",
    "=1+1": "\ufeffBOM and \u2028 line",
}


def test_hostile_text_is_only_text(warehouse) -> None:
    publish(warehouse, NASTY)
    assert dict(warehouse.query("SELECT uri, text FROM articles").rows()) == NASTY
    assert check_file(warehouse.path) == []
    for uri in NASTY:
        assert warehouse.query("SELECT * FROM articles WHERE uri = ?", [uri]).height == 1


def test_times_are_kept_to_the_microsecond(warehouse) -> None:
    row = run_row("run-1", started_at=dt.datetime(2026, 11, 1, 2, 3, 4, 567891), seconds=1.5)
    with warehouse.writer() as writer:
        writer.merge(news({}))
        writer.publish(row)
    assert warehouse.runs().row(0, named=True) == {**dict.fromkeys(warehouse.runs().columns), **row}
