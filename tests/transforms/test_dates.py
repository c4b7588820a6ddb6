"""Dates: what is found, what it is resolved to, and which event it belongs to."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import document, word

from transforms.circumstances.dates import find_dates, when_near

SUNDAY = dt.datetime(2018, 7, 15, 14, 30)
WEDNESDAY = dt.datetime(2018, 7, 18, 6, 0)


def found(text: str, published_at: dt.datetime | None) -> list[tuple[str, str, str]]:
    doc = document(text, published_at)
    return [(str(w.date), w.precision, doc.doc[w.span[0] : w.span[1]].text) for w in find_dates(doc)]


@pytest.mark.parametrize(
    ("sentence", "date", "precision", "words"),
    [
        # weekdays, by tense
        ("The two leaders met on Sunday.", "2018-07-15", "day", "Sunday"),
        ("The two leaders met on Monday.", "2018-07-16", "day", "Monday"),
        ("The two leaders met on Thursday.", "2018-07-12", "day", "Thursday"),
        ("Police arrested 12 people Friday.", "2018-07-13", "day", "Friday"),
        ("The two leaders will meet on Friday.", "2018-07-20", "day", "Friday"),
        ("The two leaders will meet on Wednesday.", "2018-07-18", "day", "Wednesday"),
        ("He is expected to visit Moscow on Monday.", "2018-07-23", "day", "Monday"),
        ("They agreed to meet on Saturday.", "2018-07-21", "day", "Saturday"),
        ("The North Koreans failed to show up Thursday.", "2018-07-12", "day", "Thursday"),
        ("The delegation did not arrive on Tuesday.", "2018-07-17", "day", "Tuesday"),
        ("The summit is scheduled for Friday.", "2018-07-20", "day", "Friday"),
        ("The president is going to sign the bill on Thursday.", "2018-07-19", "day", "Thursday"),
        ("Talks have been held since Monday.", "2018-07-16", "day", "Monday"),
        ("The minister was arrested Tuesday night.", "2018-07-17", "day", "Tuesday night"),
        ("He resigned last Tuesday.", "2018-07-17", "day", "last Tuesday"),
        ("He resigned last Wednesday.", "2018-07-11", "day", "last Wednesday"),
        ("They will gather next Tuesday.", "2018-07-24", "day", "next Tuesday"),
        ("The court ruled ahead of Sunday's vote.", "2018-07-22", "day", "Sunday"),
        ("Monday's attack killed 12 people.", "2018-07-16", "day", "Monday"),
        ("The army shelled the town late Sunday.", "2018-07-15", "day", "late Sunday"),
        ("The minister has called off Friday's visit to Gabon.", "2018-07-20", "day", "Friday"),
        ("A rally planned for Friday was scrapped.", "2018-07-20", "day", "Friday"),
        # days of a month
        ("The talks were due on 21 July.", "2018-07-21", "day", "21 July"),
        ("Trump met Kim in Singapore on June 12.", "2018-06-12", "day", "June 12"),
        ("Trump met Kim in Singapore on June 12, 2017.", "2017-06-12", "day", "June 12, 2017"),
        ("Trump met Kim in Singapore on 12 June 2017.", "2017-06-12", "day", "12 June 2017"),
        ("The deal was signed on the 12th of June.", "2018-06-12", "day", "the 12th of June"),
        ("The deal was signed on 2018-06-12.", "2018-06-12", "day", "2018-06-12"),
        ("He was arrested on Dec. 3.", "2017-12-03", "day", "Dec. 3"),
        ("He was arrested on Sept. 9, 2016.", "2016-09-09", "day", "Sept. 9, 2016"),
        ("They will vote on November 6.", "2018-11-06", "day", "November 6"),
        ("They will vote on January 6.", "2019-01-06", "day", "January 6"),
        ("Both sides fought from June 12 to June 14, 2017.", "2017-06-12", "day", "June 12 to June 14, 2017"),
        ("The exercises ran June 12-14.", "2018-06-12", "day", "June 12-14"),
        ("He was killed on Thursday, July 12.", "2018-07-12", "day", "Thursday, July 12"),
        ("He was killed on Wednesday, July 12.", "2017-07-12", "day", "Wednesday, July 12"),
        ("Trump attached copies of a July 6 letter from Kim.", "2018-07-06", "day", "July 6"),
        ("The November 6 election worries the party.", "2018-11-06", "day", "November 6"),
        ("He was born on February 29.", "2016-02-29", "day", "February 29"),
        ("The Sept. 11 attacks killed thousands.", "2001-09-11", "day", "Sept. 11"),
        ("He arrived on June 3rd.", "2018-06-03", "day", "June 3rd"),
        ("Voting took place on May 5.", "2018-05-05", "day", "May 5"),
        # months
        ("Pompeo will visit the country again in early July.", "2018-07-01", "month", "early July"),
        ("It came to light in late June.", "2018-06-01", "month", "late June"),
        ("The coup took place in May.", "2018-05-01", "month", "May"),
        ("The coup took place in August.", "2017-08-01", "month", "August"),
        ("The election will be held in August.", "2018-08-01", "month", "August"),
        ("The coup took place in March 2012.", "2012-03-01", "month", "March 2012"),
        ("The coup took place in March last year.", "2017-03-01", "month", "March last year"),
        ("The coup took place last March.", "2018-03-01", "month", "last March"),
        ("The visit ended earlier this month.", "2018-07-01", "month", "earlier this month"),
        ("The U.S. shipped caskets to the border last month.", "2018-06-01", "month", "last month"),
        ("Elections will be held next month.", "2018-08-01", "month", "next month"),
        ("The strike began three months ago.", "2018-04-01", "month", "three months ago"),
        # weeks
        ("The two leaders met last week.", "2018-07-09", "week", "last week"),
        ("The two leaders met this week.", "2018-07-16", "week", "this week"),
        ("The two leaders will meet next week.", "2018-07-23", "week", "next week"),
        ("The two leaders met earlier this week.", "2018-07-16", "week", "earlier this week"),
        ("The two leaders met two weeks ago.", "2018-07-02", "week", "two weeks ago"),
        ("Clashes broke out over the weekend.", "2018-07-09", "week", "the weekend"),
        ("Clashes broke out last weekend.", "2018-07-09", "week", "last weekend"),
        # years
        ("The war began in 2014.", "2014-01-01", "year", "2014"),
        ("The war began last year.", "2017-01-01", "year", "last year"),
        ("The war will end next year.", "2019-01-01", "year", "next year"),
        ("The war started earlier this year.", "2018-01-01", "year", "earlier this year"),
        ("The war began in early 2014.", "2014-01-01", "year", "early 2014"),
        ("The war began five years ago.", "2013-01-01", "year", "five years ago"),
        ("Efforts between 1990 and 2005 recovered remains.", "1990-01-01", "year", "1990 and 2005"),
        ("North Korea last repatriated remains in 2007.", "2007-01-01", "year", "2007"),
        # today and its like
        ("The president resigned yesterday.", "2018-07-17", "day", "yesterday"),
        ("The president resigned today.", "2018-07-18", "day", "today"),
        ("The president will speak tonight.", "2018-07-18", "day", "tonight"),
        ("The president will speak tomorrow.", "2018-07-19", "day", "tomorrow"),
        ("The president spoke last night.", "2018-07-17", "day", "last night"),
        ("Troops left two days ago.", "2018-07-16", "day", "two days ago"),
        ("Troops left the day before yesterday.", "2018-07-16", "day", "the day before yesterday"),
        ("Troops left 10 days ago.", "2018-07-08", "day", "10 days ago"),
        ("This is the second meeting this week.", "2018-07-16", "week", "this week"),
    ],
)
def test_resolved(sentence: str, date: str, precision: str, words: str) -> None:
    assert (date, precision, words) in found(sentence, WEDNESDAY)


@pytest.mark.parametrize(
    "sentence",
    [
        "It has not been used for five years.",
        "They met for the second time in a week.",
        "He visited the White House a few weeks before the summit.",
        "She resigned the day before.",
        "They signed two days later.",
        "Several weeks ago he resigned.",
        "Attacks rose in the past week.",
        "He worked over the last year on the deal.",
        "The party meets every Sunday.",
        "They protest on Sundays.",
        "The following Sunday they met.",
        "Bloody Sunday is remembered in Derry.",
        "The Sunday Times reported the deal.",
        "May the talks succeed.",
        "They may march on the capital.",
        "Prime Minister Theresa May spoke to reporters.",
        "The sun sat low over the city.",
        "They killed 2,014 people.",
        "The law passed in the 1990s.",
        "June 31 is not a day.",
        "A 12-year-old boy was killed.",
        "The exercise cost $2014 at most.",
        "Kim set a timeline of one to two years.",
        "The army fired a march song.",
        "He will return a week from Sunday.",
        "There was no date.",
        "",
    ],
)
def test_unresolved(sentence: str) -> None:
    assert found(sentence, WEDNESDAY) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They met on Sunday.", []),
        ("They met on June 12.", []),
        ("They met last week and again yesterday.", []),
        ("They met two days ago, in May.", []),
        ("They met on June 12, 2018.", ["2018-06-12"]),
        ("They met in 2014.", ["2014-01-01"]),
        ("They met in June 2014.", ["2014-06-01"]),
        ("They met on 2014-06-01.", ["2014-06-01"]),
    ],
)
def test_without_a_day_of_publication_only_full_dates_resolve(sentence: str, expected: list[str]) -> None:
    assert [date for date, _, _ in found(sentence, None)] == expected


@pytest.mark.parametrize(
    ("sentence", "trigger", "date"),
    [
        ("Officials met in Seoul on Sunday.", "met", "2018-07-15"),
        ("Officials held talks in Seoul on Sunday.", "talks", "2018-07-15"),
        ("Officials held talks in Seoul on Sunday.", "held", "2018-07-15"),
        ("The talks were held on Sunday.", "talks", "2018-07-15"),
        ("The attack on Sunday was condemned by Moscow.", "attack", "2018-07-15"),
        ("Moscow condemned Sunday's attack.", "attack", "2018-07-15"),
        ("Moscow condemned Sunday's attack.", "condemned", None),
        ("Kim pledged this during his June 12 summit with Trump.", "pledged", None),
        ("Kim pledged this during his June 12 summit with Trump.", "summit", "2018-06-12"),
        ("Rebels attacked the town on Sunday, killing 12 people.", "killing", "2018-07-15"),
        ("Rebels attacked the town on Sunday and killed 12 people.", "killed", "2018-07-15"),
        ("Rebels met on Saturday and attacked the town on Sunday.", "met", "2018-07-14"),
        ("Rebels met on Saturday and attacked the town on Sunday.", "attacked", "2018-07-15"),
        ("Police said on Sunday that rebels had attacked the town.", "attacked", None),
        ("Police said on Sunday that rebels had attacked the town.", "said", "2018-07-15"),
        ("Rebels attacked the town, police said on Sunday.", "attacked", None),
        ("On Sunday, rebels attacked the town.", "attacked", "2018-07-15"),
        ("Pompeo is expected to visit the country in early August.", "visit", "2018-08-01"),
        ("They agreed on Sunday to withdraw.", "agreed", "2018-07-15"),
        ("They agreed on Sunday to withdraw.", "withdraw", None),
        ("They have fought since Sunday.", "fought", None),
        ("He must leave by Friday.", "leave", None),
        ("The man, who fled in 2014, was arrested.", "arrested", None),
        ("The man who attacked the embassy was arrested on Sunday.", "arrested", "2018-07-15"),
        ("Trump met Kim.", "met", None),
        ("The summit is scheduled for Friday.", "summit", "2018-07-20"),
        ("The strike that killed 12 people took place on Sunday.", "strike", "2018-07-15"),
        ("Assad's visit to Moscow on Sunday surprised many.", "visit", "2018-07-15"),
    ],
)
def test_the_date_of_an_event(sentence: str, trigger: str, date: str | None) -> None:
    doc = document(sentence, WEDNESDAY)
    when = when_near(doc, word(doc, trigger))
    assert (str(when.date) if when else None) == date


def test_a_date_of_another_sentence_is_not_borrowed() -> None:
    doc = document("The army attacked on Sunday. Rebels fled the town.", WEDNESDAY)
    assert when_near(doc, word(doc, "fled")) is None


def test_found_once_a_document() -> None:
    doc = document("They met on Sunday.", SUNDAY)
    assert find_dates(doc) is find_dates(doc)


PIECES = [
    "Sunday",
    "June",
    "31",
    "2018",
    "last",
    "the",
    "week",
    " ",
    "\n",
    "ago",
    "a",
    "May",
    "-",
    "to",
    "😀",
    ".",
    "0000",
    "’s",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map(" ".join), st.none() | st.datetimes())
def test_any_text_gives_spans_within_it(text: str, published_at: dt.datetime | None) -> None:
    doc = document(text, published_at)
    for when in find_dates(doc):
        assert 0 <= when.span[0] < when.span[1] <= len(doc.doc)
    for token in doc.doc:
        when_near(doc, token)
