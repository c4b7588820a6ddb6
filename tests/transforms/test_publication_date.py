"""The day of publication where metadata has none: printed, inferred, bounded, or left unknown."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import MODEL, document

from transforms import link
from transforms.actors.mentions import find_mentions
from transforms.annotate import load_model
from transforms.articles.blocks import split
from transforms.articles.describe import describe
from transforms.articles.publication_date import stated
from transforms.circumstances import date_bounds
from transforms.circumstances.dates import find_dates
from transforms.document import Dating
from transforms.extract import extract
from transforms.extracted import ArticleDates, extracted_dtypes
from transforms.reference import load

PROSE = "The two sides met on Sunday at the border to discuss the return of remains, officials said after the talks."
RAW = ("uri", "url", "publisher", "title", "byline", "published_at", "text")
POMPEO_AND_MAY = "Secretary of State Mike Pompeo met Prime Minister Theresa May in London."


def described(text: str, **columns: object) -> dict[str, object]:
    row = dict.fromkeys(RAW) | {"uri": "a", "text": text} | columns
    schema = dict.fromkeys(RAW, pl.String) | {"published_at": pl.Datetime("us")}
    return describe(pl.DataFrame([row], schema=schema)).row(0, named=True)


def printed(text: str) -> str | None:
    found = stated(text, split(text))
    return f"{found.at:%Y-%m-%d %H:%M}" if found else None


def dating(text: str, dateline: str | None = None) -> Dating | None:
    doc = document(text, None, dateline)
    find_mentions(doc, load())
    return date_bounds.find_dating(doc, load())


def bounds(text: str) -> tuple[str | None, str | None] | None:
    found = dating(text)
    if found is None:
        return None
    return str(found.after) if found.after else None, str(found.before) if found.before else None


# ---- printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # datelines
        (f"WASHINGTON, June 12, 2018 (AP) — {PROSE}", "2018-06-12 00:00"),
        (f"PANMUNJOM, 12 June 2018 (Reuters) - {PROSE}", "2018-06-12 00:00"),
        # lines of their own above the text
        (f"Talks End Well At Border\nBy Jane Doe\nPublished: 3 July 2018\n\n{PROSE}", "2018-07-03 00:00"),
        (f"Talks End\nJuly 3, 2018, 10:15 AM EDT\n{PROSE}", "2018-07-03 14:15"),
        (f"Talks End\n10:15 GMT, July 3, 2018\n{PROSE}", "2018-07-03 10:15"),
        (f"Talks End\n03 Jul 2018 - 08:15 GMT+3\n{PROSE}", "2018-07-03 05:15"),
        (f"Talks End\nTuesday, July 3, 2018\n{PROSE}", "2018-07-03 00:00"),
        (f"Talks End\nJuly 3, 2018, 10:15 AM\n{PROSE}", "2018-07-03 00:00"),
        (f"Talks End\nJuly 3, 2018, 10:15 AM IST\n{PROSE}", "2018-07-03 00:00"),
        (f"Talks End\nJuly 3, 2018, 11:30 PM EDT\n{PROSE}", "2018-07-04 03:30"),
        (f"Talks End\n2018-07-03T10:15:00Z\n{PROSE}", "2018-07-03 10:15"),
        (f"Talks End\n2018-07-03T10:15:00+02:00\n{PROSE}", "2018-07-03 08:15"),
        (f"Talks End Well\nBy Jane Doe | 2018-07-03\n{PROSE}", "2018-07-03 00:00"),
        (f"By Jane Doe, Reuters, June 12, 2018\n{PROSE}", "2018-06-12 00:00"),
        (f"13/06/2018\n{PROSE}", "2018-06-13 00:00"),
        (f"published july 3 2018\n{PROSE.lower()}", "2018-07-03 00:00"),
        # published wins over updated, wherever they stand
        (f"Talks End\nUpdated July 5, 2018\nPublished July 3, 2018\n{PROSE}", "2018-07-03 00:00"),
        (f"Talks End\nPublished July 3, 2018 | Updated July 9, 2018\n{PROSE}", "2018-07-03 00:00"),
        (f"Talks End\nUpdated July 3, 2018\n{PROSE}", "2018-07-03 00:00"),
        # below the text
        (f"{PROSE}\n\nPosted on July 3, 2018", "2018-07-03 00:00"),
    ],
)
def test_a_date_beside_the_text_is_read(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        f"He left on July 3, 2018.\n{PROSE}",
        f"{PROSE} The deal was published on July 3, 2018, by both sides.",
        f"{PROSE}\nPublished in The Herald on July 3, 2018.",
        f"{PROSE}\nThe report, published July 3, 2018, blames both.",
        f"Originally published July 3, 2018\n{PROSE}",
        f"This article was originally published on July 3, 2018\n{PROSE}",
        f"{PROSE}\nJuly 3, 2018",  # whose date stands below is not told
        f"07/06/2018\n{PROSE}",  # two different days
        f"Published June 31, 2018\n{PROSE}",
        f"Wednesday, July 3, 2018\n{PROSE}",  # it was a Tuesday
        f"Published July 2018\n{PROSE}",
        f"July 3\n{PROSE}",
        f"Copyright 2018 The Herald\n{PROSE}",
        f"Published July 3, 2018\nPublished March 9, 2015\n{PROSE}",  # another story's
        f"Updated July 3, 2018\nPublished July 13, 2018\n{PROSE}",
        f"Jan. 3, 2018\n{PROSE}\nFeb. 4, 2018\n{PROSE}",  # a chronicle
        f"BERLIN, June 12, 2018 (AP) — {PROSE}\nPublished July 3, 2019",
        f"Photo taken June 12, 2018\n{PROSE}",
        f"WASHINGTON, June 12 (AP) — {PROSE}",
        "",
    ],
)
def test_a_date_of_something_else_is_not(text: str) -> None:
    assert printed(text) is None


def test_the_article_says_where_its_date_is_from() -> None:
    row = described(f"Talks End\nPublished: 3 July 2018\n{PROSE}")
    assert (row["published_at"], row["published_at_source"]) == (dt.datetime(2018, 7, 3), "text")
    assert row["published_at_reason"] == "prints 'Published: 3 July 2018'"
    assert row["published_after"] is row["published_before"] is None


def test_metadata_comes_first() -> None:
    day = dt.datetime(2020, 1, 1)
    row = described(f"Talks End\nPublished: 3 July 2018\n{PROSE}", published_at=day)
    assert (row["published_at"], row["published_at_source"], row["published_at_reason"]) == (day, "metadata", None)


@settings(deadline=None, max_examples=60)
@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
    st.sampled_from(["%B %d, %Y", "%d %B %Y", "%Y-%m-%d", "%b %d, %Y", "%d.%m.%Y", "%A, %B %d, %Y"]),
    st.sampled_from(["Published: ", "Posted on ", "Last updated ", ""]),
)
def test_every_day_is_read_back(day: dt.date, form: str, label: str) -> None:
    text = f"Talks End\n{label}{day.strftime(form)}\n{PROSE}"
    assert printed(text) == f"{day} 00:00"


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="published uat:,-/.\n|0123456789JulyZamp+", max_size=120))
def test_any_text_is_taken(text: str) -> None:
    found = stated(text, split(text))
    assert found is None or 1799 <= found.at.year <= 2200


# ---- bounds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (POMPEO_AND_MAY, ("2018-04-12", "2019-08-07")),
        ("Britain's prime minister, Theresa May, resigned.", ("2016-06-29", "2019-08-07")),
        ("Vice President Joe Biden spoke in Munich.", ("2009-01-06", "2017-02-03")),
        ("Former President Barack Obama spoke in Berlin.", ("2009-01-06", None)),
        ("Then-Prime Minister Theresa May resigned.", ("2016-06-29", None)),
        ("Prime Minister Narendra Modi spoke in Delhi.", ("2014-05-12", None)),  # in office when the table was made
        ("The two met on June 27, 2018, in Geneva.", ("2018-06-27", None)),
        ("In May 2018 the company closed its plant.", ("2018-05-01", None)),
        ("The two met on June 27, 2018. Prime Minister Theresa May left.", ("2018-06-27", "2019-08-07")),
    ],
)
def test_titles_and_past_dates_bound(text: str, expected: tuple[str | None, str | None]) -> None:
    assert bounds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "Theresa May spoke in Munich.",
        "President-elect Joe Biden spoke.",
        "Deputy Prime Minister Theresa May spoke.",
        "Secretary Kerry arrived.",  # a courtesy kept for life
        "Senator Clinton arrived.",
        "The two will meet on June 27, 2030, in Geneva.",
        "The two were expected to meet on June 27, 2030.",
        "The treaty expires in 2030.",
        "They discussed the destruction of all weapons by 2030.",
        "They discussed the planned destruction of the last weapons in 2030.",
        "The talks were scheduled for June 27, 2030.",
        "If the two met on June 27, 2030, it would be a first.",
        # evidence that contradicts itself
        "Prime Minister Theresa May met President Joe Biden.",
        "The two met on June 27, 2022. Prime Minister Theresa May left.",
    ],
)
def test_what_says_nothing_bounds_nothing(text: str) -> None:
    assert bounds(text) is None


def test_the_reason_is_a_sentence_on_what_binds() -> None:
    found = dating("The two met on June 27, 2018. Prime Minister Theresa May left.")
    assert found is not None
    expected = "tells of 'June 27, 2018' as past; names Theresa May as prime minister (2016-07-13 to 2019-07-24)"
    assert found.reason == expected


@pytest.mark.parametrize(
    ("text", "dateline", "day"),
    [
        ("The two met today, July 4, 2019, in Geneva.", None, "2019-07-04"),
        ("The two met yesterday (4 July 2019) in Geneva.", None, "2019-07-05"),
        ("The two will meet tomorrow, July 4, 2019, in Geneva.", None, "2019-07-03"),
        (f"{POMPEO_AND_MAY} They met yesterday, Thursday, July 12.", None, "2018-07-13"),
        ("Secretary of State Rex Tillerson left.", "LONDON, July 12 (Reuters)", "2017-07-12"),
    ],
)
def test_a_day_that_the_article_ties_itself_to_is_certain(text: str, dateline: str | None, day: str) -> None:
    found = dating(text, dateline)
    assert found is not None
    assert {str(found.day), str(found.after), str(found.before)} == {day}


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        (f"{POMPEO_AND_MAY} They met on Thursday, July 12.", None),  # a day later, or six
        (f"{POMPEO_AND_MAY} They met yesterday, July 12.", None),  # 2018 or 2019
        (POMPEO_AND_MAY, "LONDON, July 12 (Reuters)"),
        ("“We met today, July 4, 2019,” the minister said.", None),
        ("The two met today, July 4, in Geneva.", None),
        ("The two met today, July 4, 2019. They met yesterday, March 9, 2019.", None),
        ("Prime Minister Theresa May met him today, July 4, 2022.", None),
    ],
)
def test_a_day_that_is_not_certain_is_not_given(text: str, dateline: str | None) -> None:
    found = dating(text, dateline)
    assert found is None or found.day is None


def test_a_day_of_the_month_gets_its_year_where_one_fits() -> None:
    doc = document("The two met on June 12 in Singapore. They left in 2007. They will meet on Sunday.")
    doc.dating = Dating(dt.date(2018, 6, 20), dt.date(2018, 7, 20), None, "")
    assert [(str(when.date), when.precision) for when in find_dates(doc)] == [
        ("2018-06-12", "day"),
        ("2007-01-01", "year"),
    ]


def test_a_day_of_the_month_stays_open_where_two_years_fit() -> None:
    doc = document("The two met on June 12 in Singapore.")
    doc.dating = Dating(dt.date(2018, 6, 20), dt.date(2019, 7, 20), None, "")
    assert find_dates(doc) == []


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            [
                POMPEO_AND_MAY,
                "Former President Barack Obama spoke in Berlin.",
                "The two met on June 27, 2018, in Geneva.",
                "The two met yesterday, July 12, 2018, in Geneva.",
                "They met today, Thursday, July 12.",
                "President Joe Biden spoke.",
                "The minister left in 2021.",
            ]
        ),
        max_size=4,
    )
)
def test_bounds_are_in_order_and_hold_the_day(sentences: list[str]) -> None:
    doc = document(" ".join(sentences) or "Nothing.")
    find_mentions(doc, load())
    date_bounds.date(doc, load())
    found = doc.dating
    if found is None:
        assert doc.published_at is None
        return
    assert found.reason
    assert found.after is None or found.before is None or found.after <= found.before
    assert found.after is not None or found.before is not None
    assert (doc.published_at and doc.published_at.date()) == found.day
    assert found.day is None or found.after == found.day == found.before


# ---- through extraction


def test_extraction_dates_what_has_no_date_and_its_events() -> None:
    texts = {
        "a": f"Norway condemned Russia yesterday, March 5, 2019. {PROSE}",
        "b": f"{POMPEO_AND_MAY} {PROSE}",
        "c": PROSE,
    }
    rows = [
        {"article_id": name, "text": text, "title": None, "published_at": None, "is_cased": True, "is_punctuated": True}
        for name, text in texts.items()
    ]
    articles = pl.DataFrame(rows, schema_overrides={"published_at": pl.Datetime("us"), "title": pl.String})
    found = extract(articles, load_model(MODEL))
    dates = found["article_dates"]
    assert dates.schema == pl.Schema(extracted_dtypes(ArticleDates))
    assert dates["article_id"].to_list() == ["a", "b"]
    assert dates["published_at"].to_list() == [dt.datetime(2019, 3, 6), None]
    assert dates["published_at_source"].to_list() == ["inferred", None]
    condemned = found["event_mentions"].filter(pl.col("article_id") == "a", pl.col("trigger") == "condemned")
    assert condemned["event_date"].to_list() == [dt.date(2019, 3, 5)]


def test_what_is_known_already_stays_when_dates_are_joined() -> None:
    dtypes = extracted_dtypes(ArticleDates)
    day, other = dt.datetime(2019, 3, 6), dt.datetime(2020, 1, 1)
    articles = pl.DataFrame(
        [
            {"article_id": "a", "published_at": other, "published_at_source": "metadata", "text": "x"},
            {"article_id": "b", "text": "y"},
            {"article_id": "c", "text": "z"},
        ],
        schema=dtypes | {"text": pl.String},
    )
    found = pl.DataFrame(
        [{"article_id": "b", "published_at": day, "published_at_source": "inferred", "published_after": day.date()}],
        schema=dtypes,
    )
    joined = link.with_dates(articles, found)
    assert joined.columns == articles.columns
    assert joined["published_at"].to_list() == [other, day, None]
    assert joined["published_after"].to_list() == [None, day.date(), None]
