import polars as pl
import pytest

from schemas import MAIN_TABLES, META_TABLES, Actors, Articles, EventQuantities, Events, Quarantine, Quotes, Runs
from schemas.evidence import EVIDENCE
from schemas.table import ForeignKey

ALL = (*MAIN_TABLES, *META_TABLES)
TYPES = {pl.String, pl.Int64, pl.Float64, pl.Boolean, pl.Date, pl.Datetime("us")}


def test_names_follow_the_class_and_the_schema() -> None:
    assert EventQuantities.sql_name() == EventQuantities.reference_name() == "event_quantities"
    assert (Runs.sql_schema(), Runs.reference_name()) == ("meta", "meta.runs")


@pytest.mark.parametrize("model", ALL)
def test_every_table_has_a_key_a_comment_and_described_columns_of_plain_types(model) -> None:
    assert model.primary_key()
    assert model.comment().endswith(".")
    assert all(model.descriptions().values())
    assert set(model.dtypes().values()) <= TYPES


@pytest.mark.parametrize("model", ALL)
def test_every_foreign_key_names_the_primary_key_of_a_table(model) -> None:
    parents = {parent.reference_name(): parent for parent in ALL}
    for key in model.foreign_keys():
        assert parents[key.parent].primary_key() == (key.parent_column,)


@pytest.mark.parametrize("model", MAIN_TABLES)
def test_every_row_names_its_run(model) -> None:
    assert ForeignKey(model.sql_name(), "run_id", "meta.runs", "run_id") in model.foreign_keys()
    assert not model.to_schema().columns["run_id"].nullable


def test_parents_come_before_their_children() -> None:
    seen = {"meta.runs"}
    for model in MAIN_TABLES:
        seen.add(model.reference_name())
        assert {key.parent for key in model.foreign_keys()} <= seen


def test_every_span_is_listed_with_its_words() -> None:
    for model in ALL:
        assert set(EVIDENCE.get(model, {})) == {start for start, _ in model.spans()}
        assert {end for _, end in model.spans()} <= set(model.dtypes())
        assert {words for words in EVIDENCE.get(model, {}).values() if words} <= set(model.dtypes())


def test_a_frame_has_all_columns_and_null_where_a_row_says_nothing() -> None:
    frame = Actors.frame([{"name": "Seoul"}, {"kind": "country", "name": None}])
    assert dict(frame.schema) == Actors.dtypes() == dict(Actors.no_rows().schema)
    assert frame["name"].to_list() == ["Seoul", None]


def test_meta_tables_keep_to_the_contract() -> None:
    assert {"table_name", "check_name", "reason", "row", "run_id"} <= set(Quarantine.dtypes())
    assert {"article_id", "start_char", "end_char", "text"} <= set(Quotes.dtypes())
    assert "duplicate_of" in Articles.dtypes()
    assert "goldstein" in Events.dtypes()
