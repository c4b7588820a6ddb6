"""Quantities: which numbers belong to an event, what they count, and their ends."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import document, word

from schemas.vocabulary import QUANTITY_KINDS
from transforms.circumstances.number_expressions import AMOUNT, bounds
from transforms.circumstances.quantities import quantities_near


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("12", 12, 12),
        ("5,300", 5300, 5300),
        ("2.5 million", 2.5e6, 2.5e6),
        ("2 1/2", 2.5, 2.5),
        ("one to 2 1/2", 1, 2.5),
        ("twenty-five", 25, 25),
        ("two hundred", 200, 200),
        ("three hundred and two", 302, 302),
        ("a dozen", 12, 12),
        ("half a dozen", 6, 6),
        ("half a million", 5e5, 5e5),
        ("dozens", 24, 99),
        ("hundreds", 200, 999),
        ("tens of thousands", 20_000, 99_999),
        ("hundreds of thousands", 200_000, 999_999),
        ("several hundred", 200, 999),
        ("between 5 and 10", 5, 10),
        ("5-10", 5, 10),
        ("5 to 10 million", 5e6, 10e6),
        ("at least 30", 30, 30),
        ("$3 million", 3e6, 3e6),
        ("$5bn", 5e9, 5e9),
        ("20 percent", 20, 20),
    ],
)
def test_amounts(words: str, low: float, high: float) -> None:
    match = AMOUNT.fullmatch(words)
    assert match is not None
    assert bounds(match) == (low, high)


@pytest.mark.parametrize("words", ["F-16", "12-year-old", "9/11", "10:30", "No.5", "3rd", "MH17", "v2.0.1"])
def test_not_amounts(words: str) -> None:
    assert AMOUNT.search(words) is None


def quantities(
    sentence: str, trigger: str, event_type: str = "ASSAULT"
) -> list[tuple[str, float, float, str | None, str]]:
    doc = document(sentence)
    found = quantities_near(doc, word(doc, trigger), "ASSAULT")
    return [(q.kind, q.low, q.high, q.unit, doc.doc[q.start : q.end].text) for q in found]


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("The bomb killed 12 people.", "killed", ("killed", 12, 12, "people", "12 people")),
        ("The bomb injured three more.", "injured", ("injured", 3, 3, None, "three more")),
        ("At least 30 were wounded.", "wounded", ("injured", 30, 30, None, "At least 30")),
        ("Twelve people were killed.", "killed", ("killed", 12, 12, "people", "Twelve people")),
        ("The attack killed 12 people.", "attack", ("killed", 12, 12, "people", "12 people")),
        ("Rebels attacked the town, killing 12 people.", "attacked", ("killed", 12, 12, "people", "12 people")),
        (
            "Police arrested dozens of protesters.",
            "arrested",
            ("arrested", 24, 99, "protesters", "dozens of protesters"),
        ),
        ("The attack left 12 dead.", "attack", ("killed", 12, 12, "dead", "12 dead")),
        ("About 5,000 people marched in Paris.", "marched", ("crowd", 5000, 5000, "people", "About 5,000 people")),
        ("Hundreds of protesters gathered.", "gathered", ("crowd", 200, 999, "protesters", "Hundreds of protesters")),
        ("The fighting displaced 20,000 people.", "fighting", ("displaced", 20000, 20000, "people", "20,000 people")),
        ("Japan gave $3 million to Kenya.", "gave", ("money", 3e6, 3e6, "USD", "$3 million")),
        ("Japan gave 3 million euros to Kenya.", "gave", ("money", 3e6, 3e6, "EUR", "3 million euros")),
        ("North Korea fired three missiles.", "fired", ("weapons", 3, 3, "missiles", "three missiles")),
        (
            "North Korea handed over 200 sets of remains.",
            "handed",
            ("remains", 200, 200, "remains", "200 sets of remains"),
        ),
        ("The army sent 300 troops.", "sent", ("other", 300, 300, "troops", "300 troops")),
        ("The country raised tariffs by 25 percent.", "raised", ("other", 25, 25, "percent", "25 percent")),
        ("The arrest of 12 men angered Moscow.", "arrest", ("arrested", 12, 12, "men", "12 men")),
    ],
)
def test_the_quantity_of_an_event(sentence: str, trigger: str, expected: tuple[str, float, float, str, str]) -> None:
    assert expected in quantities(sentence, trigger)


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("The two sides met.", "met"),
        ("Pompeo made two trips to Pyongyang.", "made"),
        ("They met on June 12.", "met"),
        ("They met in 2014.", "met"),
        ("They fought for five years.", "fought"),
        ("A 12-year-old boy was killed.", "killed"),
        ("No one was hurt.", "hurt"),
        ("Moscow condemned the attack that killed 12 people.", "condemned"),
        ("Officials said the attack killed 12 people.", "said"),
        ("The army attacked the town.", "attacked"),
        ("The jets were F-16 fighters.", "were"),
        ("They met at 10:30.", "met"),
        ("The parents were arrested after one of their daughters, aged 17, escaped.", "arrested"),
    ],
)
def test_no_quantity(sentence: str, trigger: str) -> None:
    assert quantities(sentence, trigger) == []


PIECES = [
    "12",
    "1/0",
    "2 1/2",
    "dozens",
    "of",
    "million",
    "$",
    "-",
    "to",
    "between",
    "and",
    "a",
    "half",
    "99999999999999999",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map(" ".join))
def test_any_text_gives_ordered_bounds(text: str) -> None:
    doc = document(text)
    for token in doc.doc:
        for quantity in quantities_near(doc, token, "PROTEST"):
            assert quantity.kind in QUANTITY_KINDS
            assert quantity.low <= quantity.high < math.inf
            assert 0 <= quantity.start < quantity.end <= len(doc.doc)
