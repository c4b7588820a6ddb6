"""Dates as news metadata writes them, as naive UTC."""

import datetime as dt
import re
from email.utils import parsedate_to_datetime

# Newspapers begin in 1605; year 1, 1900-01-00 and 9999 are what programs write for "not known".
EARLIEST, LATEST = 1600, 2200
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{2}:\d{2}")
_LONG_FORMS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y")
_WANTED = "write it as 2018-07-16 or 2018-07-16T14:30:00Z"
_MAX_CHARACTERS = 100


class UnreadableDateError(ValueError):
    """The value is no date that can be read without guessing."""


def parse_date(value: object) -> dt.datetime:
    """A date as naive UTC.

    Takes ISO 8601 dates and datetimes (a zone is converted, none means UTC, a bare date its midnight), RFC 2822
    ("Mon, 16 Jul 2018 14:30:00 -0400"), dates with the month in English letters ("July 16, 2018"), epoch seconds and
    milliseconds of 10 or 13 digits, and date objects. Raises UnreadableDateError for everything else: 07/06/2018 is two
    different days, and a year or month is no day.
    """
    try:
        moment = _read(value)
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError, TypeError) as error:
        is_plain = isinstance(value, str | int | float | dt.date)
        shown = repr(str(value)[:_MAX_CHARACTERS]) if is_plain else f"({type(value).__name__})"
        raise UnreadableDateError(f"published_at {shown} cannot be read as a date; {_WANTED}") from error
    if not EARLIEST <= moment.year < LATEST:
        raise UnreadableDateError(f"published_at {moment.isoformat()} is no plausible date; {_WANTED}")
    return moment


def _read(value: object) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError("neither text nor a number")
    return _from_epoch(value) if isinstance(value, float) else _from_text(str(value).strip())


def _from_text(text: str) -> dt.datetime:
    if len(text) > _MAX_CHARACTERS:
        raise ValueError("too long for a date")
    if re.fullmatch(r"[0-9]{10}(?:[0-9]{3})?", text):
        return _from_epoch(float(text))
    if _RFC_2822.match(text):
        return parsedate_to_datetime(text)
    try:
        return dt.datetime.fromisoformat(re.sub(r"\s*(?:UTC|GMT)$", "+00:00", text))
    except ValueError:
        return _from_long_form(text)


def _from_long_form(text: str) -> dt.datetime:
    for form in _LONG_FORMS:
        try:
            return dt.datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError("no form that is known")


def _from_epoch(number: float) -> dt.datetime:
    # The magnitude tells: 10 digits before the point are seconds since 2001, 13 are milliseconds.
    if 1e9 <= number < 1e10:
        return dt.datetime.fromtimestamp(number, dt.UTC)
    if 1e12 <= number < 1e13:
        return dt.datetime.fromtimestamp(number / 1000, dt.UTC)
    raise ValueError("neither epoch seconds nor milliseconds")
