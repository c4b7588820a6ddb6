import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import ActorMentions, Actors, Articles, EventMentions, EventQuantities, Events, Quotes, Sentences
from schemas.check import REFUSED_COLUMNS, Checked, SchemaMismatch, check
from transforms.ids import content_id

RUN = {"run_id": "r"}
TEXT = "“Não 🙂”, said Kim.\r\nSeoul agreed."


def id_(prefix: str, *parts: object) -> str:
    return content_id(prefix, *parts)


def article(uri: str = "a.txt", text: str = TEXT, **changes: Any) -> dict[str, Any]:
    row = {
        "article_id": id_("art", uri),
        "uri": uri,
        "is_cased": True,
        "is_punctuated": True,
        "text": text,
        "word_count": 5,
        "content_id": id_("txt", text),
        "extractor": "1/1/1",
    }
    return {**row, **RUN, **changes}


def sentence(uri: str = "a.txt", **changes: Any) -> dict[str, Any]:
    row = {
        "sentence_id": id_("sen", uri),
        "article_id": id_("art", uri),
        "sentence_no": 1,
        "start_char": 0,
        "end_char": 5,
        "text": "Other words.",
        "is_boilerplate": False,
    }
    return {**row, **RUN, **changes}


def actor(name: str, **changes: Any) -> dict[str, Any]:
    return {"actor_id": id_("act", name), "name": name, "kind": "person", "is_generic": False, **RUN, **changes}


def mention(word: str, uri: str = "a.txt", text: str = TEXT, **changes: Any) -> dict[str, Any]:
    start = text.index(word)
    row = {
        "mention_id": id_("men", uri, start),
        "article_id": id_("art", uri),
        "sentence_id": id_("sen", uri),
        "actor_id": id_("act", word),
        "start_char": start,
        "end_char": start + len(word),
        "text": word,
        "form": "name",
        "confidence": 1.0,
    }
    return {**row, **RUN, **changes}


def event(**changes: Any) -> dict[str, Any]:
    row = {
        "event_id": id_("ev", 1),
        "event_date_precision": "unknown",
        "event_type": "AGREE",
        "cameo_code": "03",
        "cameo_root": "03",
        "quad_class": 1,
        "status": "actual",
        "mention_count": 1,
        "article_count": 1,
        "confidence": 0.5,
    }
    return {**row, **RUN, **changes}


def event_mention(**changes: Any) -> dict[str, Any]:
    start = TEXT.index("agreed")
    row = {name: value for name, value in event().items() if not name.endswith("_count")}
    row |= {
        "event_mention_id": id_("em", 1),
        "article_id": id_("art", "a.txt"),
        "sentence_id": id_("sen", "a.txt"),
        "start_char": start,
        "end_char": start + 6,
        "trigger": "agreed",
        "rule_id": "agree",
    }
    return {**row, **changes}


def quantity(**changes: Any) -> dict[str, Any]:
    row = {
        "event_id": id_("ev", 1),
        "kind": "other",
        "article_id": id_("art", "a.txt"),
        "start_char": 1,
        "end_char": 4,
        "text": "Não",
    }
    return {**row, **RUN, **changes}


def tables(**rows: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    models = (Articles, Sentences, Actors, ActorMentions, Events, EventMentions, EventQuantities, Quotes)
    named = {model.sql_name(): model for model in models}
    return {name: named[name].frame(given_rows) for name, given_rows in rows.items()}


def reasons(checked: Checked) -> list[tuple[str, str]]:
    return list(checked.refused.select("table_name", "check_name").iter_rows())


def test_sound_rows_pass_unchanged() -> None:
    given_tables = tables(
        articles=[article()],
        sentences=[sentence()],
        actors=[actor("Kim"), actor("Seoul")],
        actor_mentions=[mention("Kim"), mention("Seoul")],
        events=[event()],
        event_mentions=[event_mention()],
        event_quantities=[quantity()],
    )
    checked = check(given_tables)
    assert checked.refused.height == 0
    assert all(checked.good[name].equals(frame) for name, frame in given_tables.items())
    assert (checked.rows, checked.refused_share, checked.cleared) == (9, 0.0, {})


def test_a_refused_row_says_why_and_is_kept_whole() -> None:
    bad = actor("", kind="robot", country="kor")
    checked = check(tables(actors=[bad, actor("Seoul")]))
    (row,) = checked.refused.to_dicts()
    assert row["check_name"] in {"isin:kind", "str_length:name", "str_matches:country"}
    assert "kind is 'robot': not one of person" in row["reason"]
    assert "country is 'kor': does not match" in row["reason"]
    assert json.loads(row["row"]) == {**dict.fromkeys(Actors.dtypes()), **bad}
    assert dict(checked.refused.schema) == REFUSED_COLUMNS
    assert checked.good["actors"]["name"].to_list() == ["Seoul"]
    assert checked.refused_share == 0.5


@pytest.mark.parametrize("value", [-0.1, 1.5, float("nan"), None])
def test_numbers_out_of_range_are_refused(value: float | None) -> None:
    checked = check(tables(actor_mentions=[mention("Kim", confidence=value)]), texts=pl.DataFrame([article()]))
    assert checked.good["actor_mentions"].height == 0


def test_of_rows_with_one_key_the_first_sound_one_stays() -> None:
    rows = [actor("Kim", kind="robot"), actor("Kim", title="first"), actor("Kim", title="second")]
    checked = check(tables(actors=rows))
    assert checked.good["actors"]["title"].to_list() == ["first"]
    assert reasons(checked) == [("actors", "isin:kind"), ("actors", "unique:actor_id")]


def test_composite_keys_are_compared_as_a_whole() -> None:
    rows = [quantity(), quantity(kind="crowd"), quantity(text="Nã", end_char=3)]
    checked = check(tables(events=[event()], articles=[article()], event_quantities=rows))
    assert checked.good["event_quantities"]["kind"].to_list() == ["other", "crowd"]


def test_one_uri_is_one_article() -> None:
    checked = check(tables(articles=[article(), article(article_id=id_("art", "other"))]))
    assert reasons(checked) == [("articles", "unique:uri")]


@pytest.mark.parametrize("span", [(5, 5), (6, 5), (None, 5), (5, None)])
def test_a_span_starts_before_it_ends(span: tuple[int | None, int | None]) -> None:
    checked = check(tables(articles=[article(title="x", title_start_char=span[0], title_end_char=span[1])]))
    assert reasons(checked) == [("articles", "span:title_start_char")]


def test_a_span_gives_the_words_of_its_row_in_characters() -> None:
    good, wrong, beyond = mention("Kim"), mention("Seoul", text="seoul " + TEXT), mention("agreed", end_char=400)
    checked = check(
        tables(articles=[article()], actor_mentions=[good, wrong, beyond]),
        known_keys={"sentences": pl.Series([id_("sen", "a.txt")])},
    )
    assert checked.good["actor_mentions"]["text"].to_list() == ["Kim"]
    assert set(reasons(checked)) == {("actor_mentions", "evidence:start_char")}
    assert set(checked.refused["uri"]) == {"a.txt"}
    assert "'ul agr'" not in checked.refused["reason"][0]


def test_datelines_are_evidence_and_titles_may_be_spelt_as_metadata_does() -> None:
    found = article(dateline="“Não", dateline_start_char=0, dateline_end_char=4)
    lost = article("b.txt", dateline="Other", dateline_start_char=0, dateline_end_char=4)
    spelt = article("c.txt", title="Nao", title_start_char=0, title_end_char=4)
    checked = check(tables(articles=[found, lost, spelt]))
    assert checked.good["articles"]["uri"].to_list() == ["a.txt", "c.txt"]
    assert checked.refused["uri"].to_list() == ["b.txt"]


def test_children_follow_their_refused_parent() -> None:
    checked = check(
        tables(
            articles=[article(word_count=-1)],
            sentences=[sentence()],
            actors=[actor("Kim")],
            actor_mentions=[mention("Kim")],
        )
    )
    assert reasons(checked) == [
        ("articles", "greater_than_or_equal_to:word_count"),
        ("sentences", "parent_refused:article_id"),
        ("actor_mentions", "parent_refused:article_id"),
    ]


def test_a_missing_parent_is_another_matter_than_a_refused_one() -> None:
    checked = check(tables(articles=[article()], sentences=[sentence("gone.txt")]))
    assert ("sentences", "foreign_key:article_id") in reasons(checked)


def test_published_parents_count_and_absent_ones_are_left_to_the_publication() -> None:
    rows = tables(sentences=[sentence()])
    texts = pl.DataFrame([article()])
    assert check(rows, texts=texts).refused.height == 0
    known = {"articles": pl.Series([id_("art", "a.txt")])}
    assert check(rows, texts=texts, known_keys=known).refused.height == 0
    assert check(rows, texts=texts, known_keys={"articles": pl.Series(["art_other"])}).refused.height == 1


def test_an_optional_parent_that_is_refused_leaves_null() -> None:
    checked = check(
        tables(
            articles=[article(), article("b.txt", duplicate_of=id_("art", "c.txt")), article("c.txt", word_count=-1)],
            sentences=[sentence()],
            actors=[actor("Kim", kind="robot")],
            actor_mentions=[mention("Kim")],
        )
    )
    assert checked.good["actor_mentions"]["actor_id"].to_list() == [None]
    assert checked.good["articles"]["duplicate_of"].to_list() == [None, None]
    assert checked.cleared == {"articles.duplicate_of": 1, "actor_mentions.actor_id": 1}


def test_an_event_that_lost_all_its_mentions_goes_with_what_hangs_on_it() -> None:
    rows = tables(
        articles=[article()],
        sentences=[sentence()],
        events=[event()],
        event_mentions=[event_mention(trigger="disagreed")],
        event_quantities=[quantity()],
    )
    assert reasons(check(rows)) == [
        ("event_mentions", "evidence:start_char"),
        ("events", "no_evidence"),
        ("event_quantities", "parent_refused:event_id"),
    ]
    known = {"events": pl.Series([id_("ev", 1)])}
    assert reasons(check(rows, known_keys=known)) == [("event_mentions", "evidence:start_char")]


def test_wrong_columns_and_types_are_errors_of_the_program() -> None:
    frame = Actors.frame([actor("Kim")])
    for wrong in (frame.drop("title"), frame.with_columns(extra=1), frame.with_columns(pl.col("name").cast(pl.Binary))):
        with pytest.raises(SchemaMismatch, match="actors"):
            check({"actors": wrong})
    with pytest.raises(KeyError, match="no such table"):
        check({"actor": frame})


def test_the_order_of_columns_is_mended() -> None:
    frame = Actors.frame([actor("Kim")])
    assert check({"actors": frame.select(sorted(frame.columns))}).good["actors"].columns == frame.columns


anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=40, deadline=None)
@given(anything, st.data())
def test_any_text_passes_with_its_own_slices_and_fails_with_others(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    row = mention(text[start:end], text=text, start_char=start, end_char=end, actor_id=None)
    given_tables = tables(articles=[article(text=text)], sentences=[sentence(end_char=len(text))])
    assert check(given_tables | tables(actor_mentions=[row])).refused.height == 0
    wrong = tables(actor_mentions=[row | {"text": text[start:end] + "x"}])
    assert check(given_tables | wrong).refused.height == 1
