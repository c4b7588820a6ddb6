"""Codes joined to rules, and the refusal of wrong seeds."""

import polars as pl
import pytest

from schemas.event_rules import MODES, EventRules
from schemas.events import EventMentions
from schemas.reference import SeedError, read_seed
from schemas.vocabulary import CONTEXTS, EVENT_TYPES
from transforms.events import coding
from transforms.events.rules import cameo_frame, check_rules, rule_frame, rules_by_word, word_classes


def test_code_adds_what_follows_from_the_rule() -> None:
    mentions = pl.DataFrame({"rule_id": ["invade", "meet", "invade"], "n": [1, 2, 3]})
    coded = coding.code(mentions)
    assert coded["n"].to_list() == [1, 2, 3]
    assert coded.row(0, named=True) | {"n": 0} == {
        "rule_id": "invade",
        "n": 0,
        "event_type": "ASSAULT",
        "event_mode": None,
        "cameo_code": "190",
        "cameo_root": "19",
        "quad_class": 4,
        "goldstein": -10.0,
    }
    assert coded["quad_class"].to_list() == [4, 1, 4]


def test_code_of_no_mentions_has_the_columns() -> None:
    coded = coding.code(pl.DataFrame(schema={"rule_id": pl.String}))
    assert {"event_type", "cameo_code", "quad_class", "goldstein"} <= set(coded.columns)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(coding.UnknownRuleError, match="no-such-rule"):
        coding.code(pl.DataFrame({"rule_id": ["no-such-rule"]}))


def test_contexts_are_split_and_listed() -> None:
    events = pl.DataFrame({"event_id": ["a", "b", "c"], "cameo_code": ["1124", "040", "16"]})
    assert coding.contexts(events).rows() == [("a", "legal"), ("a", "military")]
    every = cameo_frame().select("cameo_code", event_id=pl.format("evt_{}", "cameo_code"))
    assert set(coding.contexts(every)["context"]) <= set(CONTEXTS)


def test_every_rule_gives_values_that_the_tables_take() -> None:
    codes = coding.rule_codes()
    assert codes["rule_id"].is_unique().all()
    assert codes.select(pl.all().exclude("event_mode").null_count()).row(0) == (0,) * (codes.width - 1)
    assert set(codes["event_type"]) == set(EVENT_TYPES)
    assert set(codes.columns) <= set(EventMentions.dtypes())
    statements = rule_frame().filter(pl.col("event_type").is_null())
    assert set(statements["cameo_code"].str.slice(0, 2)) <= {"01", "02"}


def test_every_rule_can_be_reached_and_classes_are_used() -> None:
    loaded = {rule.rule_id for rules in rules_by_word().values() for rule in rules}
    assert loaded == set(rule_frame()["rule_id"])
    for rules in rules_by_word().values():
        assert [rule.specificity for rule in rules] == sorted((rule.specificity for rule in rules), reverse=True)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("cameo_code", "999", "cameo_code"),
        ("pos", "ADV", "pos"),
        ("event_type", "SHOUT", "event_type"),
        ("target_role", "to > from", "target_role"),
        ("object", "a||b", "object"),
        ("negated", "no", "negated"),
        ("complement", "x", "complement"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(column: str, value: str, reason: str) -> None:
    rules = rule_frame().head(3).with_row_index()
    wrong = rules.with_columns(
        pl.when(pl.col("index") == 1).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    ).drop("index")
    with pytest.raises(SeedError, match=rf"rules\.csv, line 3: {reason}"):
        read_seed(EventRules, wrong.write_csv().encode(), "rules.csv")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [("object", "$nothing", "no class"), ("cameo_code", "0799", "not in cameo.csv"), ("event_mode", "demo", "no mode")],
)
def test_a_rule_at_odds_with_other_seeds_is_refused(column: str, value: str, reason: str) -> None:
    rules = rule_frame().filter(pl.col("event_type") == "AID").head(1).with_columns(pl.lit(value).alias(column))
    with pytest.raises(SeedError, match=f"line 2: .*{reason}"):
        check_rules(rules, word_classes(), frozenset(cameo_frame()["cameo_code"]))


def test_modes_belong_to_known_types() -> None:
    assert set(MODES) <= set(EVENT_TYPES)
