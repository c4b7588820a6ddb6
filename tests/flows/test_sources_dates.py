"""Dates of publication: what is read, and what is refused rather than guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers.dates import UnreadableDateError, parse_date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2018-07-16", dt.datetime(2018, 7, 16)),
        ("20180716", dt.datetime(2018, 7, 16)),
        (20180716, dt.datetime(2018, 7, 16)),
        ("2018-07-16T14:30:00", dt.datetime(2018, 7, 16, 14, 30)),
        ("2018-07-16 14:30:00.123456789Z", dt.datetime(2018, 7, 16, 14, 30, 0, 123456)),
        ("2018-07-16 14:30:00 UTC", dt.datetime(2018, 7, 16, 14, 30)),
        ("2018-07-16T23:30:00-0400", dt.datetime(2018, 7, 17, 3, 30)),
        ("Mon, 16 Jul 2018 14:30:00 -0400", dt.datetime(2018, 7, 16, 18, 30)),
        ("16 Jul 2018 14:30:00 GMT", dt.datetime(2018, 7, 16, 14, 30)),
        ("July 16, 2018", dt.datetime(2018, 7, 16)),
        (1531751400, dt.datetime(2018, 7, 16, 14, 30)),
        ("1531751400000", dt.datetime(2018, 7, 16, 14, 30)),
        (1531751400.5, dt.datetime(2018, 7, 16, 14, 30, 0, 500_000)),
        (dt.date(2018, 7, 16), dt.datetime(2018, 7, 16)),
    ],
)
def test_dates(value: object, expected: dt.datetime) -> None:
    assert parse_date(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "07/06/2018",
        "2018",
        "2018-07",
        "yesterday",
        "0001-01-01",
        "9999-12-31",
        5,
        True,
        1e300,
        "9" * 5000,
        ["x"],
        "1e9",
    ],
)
def test_values_that_are_no_dates(value: object) -> None:
    with pytest.raises(UnreadableDateError, match="2018-07-16"):
        parse_date(value)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes(), st.dates()))
def test_dates_are_read_or_refused(value: object) -> None:
    try:
        assert parse_date(value).tzinfo is None
    except UnreadableDateError:
        return
