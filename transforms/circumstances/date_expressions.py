"""The grammar of date expressions in news English, and what period each of them stands for.

`GRAMMAR` finds the expressions in a text, `resolve` turns one into its first day and its precision. dateparser is not
used: it has no "earlier this month" or "early July", takes "may" and "sun" for dates, and does not see the verb, on
which "Sunday" depends. Weeks start on Monday (ISO 8601); a weekend belongs to the week that it ends.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from typing import Literal

from transforms.circumstances.tense import Direction

Precision = Literal["day", "week", "month", "year"]
Period = tuple[dt.date, Precision]

MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
WEEKDAYS = {name[:3].lower(): number for number, name in enumerate(calendar.day_name)}
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
NUMBERS |= {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
SHORTLY = 14  # days

_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\."
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)"
_YEAR = r"(?:1[89]|20)\d\d(?!\d|,\d)"
_LED = rf"(?:(?:{_WEEKDAY}),?\s+(?:the\s+)?)?"
# In this order at each position: what says more comes first.
GRAMMAR = re.compile(
    rf"""(?<![\w$€£¥#/.-])(?:
      (?P<iso>(?P<iso_y>{_YEAR})-(?P<iso_m>0[1-9]|1[0-2])-(?P<iso_d>0[1-9]|[12]\d|3[01])(?!\d))
    | (?P<month_day>(?P<md_w>{_LED})(?P<md_m>{_MONTH})\s+(?P<md_d>{_DAY})(?:\s?[-–]\s?{_DAY})?
        (?:,?\s+(?P<md_y>{_YEAR}))?)
    | (?P<day_month>(?P<dm_w>{_LED})(?:the\s+)?(?P<dm_d>{_DAY})(?:\s?[-–]\s?{_DAY})?\s+(?:of\s+)?
        (?P<dm_m>{_MONTH})\b(?:,?\s+(?P<dm_y>{_YEAR}))?)
    | (?P<month>(?:(?P<m_part>early|earlier|mid|late|later|last|next|this)(?:\s+in)?[\s-]+)?(?P<m_m>{_MONTH})
        (?:(?:,|\s+of)?\s+(?:(?P<m_y>{_YEAR})|(?P<m_rel>last|this|next)\s+year))?)
    | (?P<weekday>(?:(?P<w_rel>last|next|this|late|early|earlier|late\s+on|early\s+on)\s+)?(?P<w_w>{_WEEKDAY})
        (?:\s+(?:morning|afternoon|evening|night))?)
    | (?P<relative>(?:(?:early|earlier|late|later|mid)[\s-]+(?:in\s+)?)?(?P<r_rel>this|last|next)[\s-]+
        (?P<r_unit>weekend|week|month|year))
    | (?P<weekend>the\s+weekend)
    | (?P<deictic>(?:the\s+)?day\s+(?:before\s+yesterday|after\s+tomorrow)|yesterday|today|tonight|tomorrow
        |this\s+(?:morning|afternoon|evening)|last\s+night)
    | (?P<ago>(?P<a_n>\d{{1,3}}|{"|".join(NUMBERS)})\s+(?P<a_unit>day|week|month|year)s?\s+ago)
    | (?P<year>(?:(?:early|mid|late)[\s-]+)?(?P<y_y>{_YEAR}))
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)

# One of these words, or a number of four digits, is in everything that GRAMMAR matches: a cheap way to where it may.
TRIGGERS = frozenset(name.lower() for name in [*calendar.month_name, *calendar.day_name] if name)
TRIGGERS |= {form for name in TRIGGERS for form in (name[:3], f"{name[:3]}.")}
TRIGGERS |= {"sept", "sept.", "tues", "tues.", "thur", "thurs", "thurs.", "week", "weekend", "month", "year", "ago"}
TRIGGERS |= {"today", "tonight", "yesterday", "tomorrow", "morning", "afternoon", "evening", "night"}


def _first_of(day: dt.date, unit: str, step: int = 0) -> Period:
    """The week, month or year that is `step` after the one that holds `day`. Weeks start on Monday (ISO 8601)."""
    if unit in {"week", "weekend"}:
        return day - dt.timedelta(days=day.weekday() - 7 * step), "week"
    if unit == "month":
        months = day.year * 12 + day.month - 1 + step
        return dt.date(months // 12, months % 12 + 1, 1), "month"
    return dt.date(day.year + step, 1, 1), "year"


def _choose(candidates: list[dt.date], published: dt.date, direction: Direction) -> dt.date | None:
    """Of the same day or month in neighbouring years, the one that the tense asks for.

    A day of last year has its year beside it in the news: one shortly ahead is meant even in the past tense ("talks
    that were due on 14 May").
    """
    if direction == "past":
        near = [day for day in candidates if 0 < (day - published).days <= SHORTLY]
        return near[0] if near else max((day for day in candidates if day <= published), default=None)
    if direction == "future":
        return min((day for day in candidates if day >= published), default=None)
    return min(candidates, key=lambda day: abs(day - published), default=None)


def _iso(match: re.Match[str], *_: object) -> Period:
    return dt.date(int(match["iso_y"]), int(match["iso_m"]), int(match["iso_d"])), "day"


def _year(match: re.Match[str], *_: object) -> Period:
    return dt.date(int(match["y_y"]), 1, 1), "year"


def _month_day(
    match: re.Match[str], published: dt.date | None, ahead: Direction, other_year: str | None
) -> Period | None:
    prefix = "md" if match["md_m"] else "dm"
    year, weekday = match[f"{prefix}_y"] or other_year, match[f"{prefix}_w"]
    number, day = MONTHS[match[f"{prefix}_m"][:3].lower()], int(re.sub(r"\D", "", match[f"{prefix}_d"]))
    if year:
        return dt.date(int(year), number, day), "day"
    if published is None:
        return None
    candidates = [
        dt.date(near, number, day)
        for near in range(published.year - 5, published.year + 6)  # wide enough for 29 February, and for a weekday
        if day <= calendar.monthrange(near, number)[1]
    ]
    if weekday:  # "Thursday, July 12" holds in about one year of six
        named = WEEKDAYS[weekday[:3].lower()]
        matching = [each for each in candidates if each.weekday() == named]
        candidates, ahead = matching or candidates, "either"
    found = _choose(candidates, published, ahead)
    return (found, "day") if found else None


def _month(match: re.Match[str], published: dt.date | None, ahead: Direction, other_year: str | None) -> Period | None:
    number = MONTHS[match["m_m"][:3].lower()]
    if year := match["m_y"] or other_year:
        return dt.date(int(year), number, 1), "month"
    if published is None:
        return None
    part, relative = (match["m_part"] or "").lower(), (match["m_rel"] or "").lower()
    if relative or part == "this":
        return dt.date(published.year + {"last": -1, "next": 1}.get(relative, 0), number, 1), "month"
    current = published.replace(day=1)
    candidates = [dt.date(published.year + step, number, 1) for step in (-1, 0, 1)]
    if part in {"last", "next"}:
        candidates = [each for each in candidates if each != current]
        ahead = "past" if part == "last" else "future"
    found = _choose(candidates, current, ahead)
    return (found, "month") if found else None


def _weekday(match: re.Match[str], published: dt.date, ahead: Direction) -> Period:
    number, relative = WEEKDAYS[match["w_w"][:3].lower()], (match["w_rel"] or "").lower()
    if relative == "next":  # of the week after this one
        return _first_of(published, "week", 1)[0] + dt.timedelta(days=number), "day"
    back = (published.weekday() - number) % 7
    if relative == "last":
        return published - dt.timedelta(days=back or 7), "day"
    if ahead == "future":
        return published + dt.timedelta(days=(number - published.weekday()) % 7), "day"
    return published - dt.timedelta(days=back), "day"


def _deictic(match: re.Match[str], published: dt.date, _: Direction) -> Period:
    words = match["deictic"].lower()
    if "day before" in words or "day after" in words:
        step = -2 if "before" in words else 2
    elif words == "yesterday" or words.startswith("last"):
        step = -1
    else:
        step = 1 if words == "tomorrow" else 0
    return published + dt.timedelta(days=step), "day"


def _ago(match: re.Match[str], published: dt.date, _: Direction) -> Period:
    count, unit = match["a_n"].lower(), match["a_unit"].lower()
    number = int(count) if count.isdigit() else NUMBERS[count]
    if unit == "day":
        return published - dt.timedelta(days=number), "day"
    return _first_of(published, unit, -number)


def _relative(match: re.Match[str], published: dt.date, _: Direction) -> Period:
    return _first_of(published, match["r_unit"].lower(), {"last": -1, "this": 0, "next": 1}[match["r_rel"].lower()])


def _weekend(_: re.Match[str], published: dt.date, ahead: Direction) -> Period:
    return _first_of(published, "week", -1 if ahead != "future" and published.weekday() < 5 else 0)


# What a text can say by itself, and what it takes the day of publication to understand.
_FULL: dict[str, Callable[[re.Match[str], dt.date | None, Direction, str | None], Period | None]] = {
    "iso": _iso,
    "year": _year,
    "month_day": _month_day,
    "day_month": _month_day,
    "month": _month,
}
_RELATIVE: dict[str, Callable[[re.Match[str], dt.date, Direction], Period]] = {
    "weekday": _weekday,
    "deictic": _deictic,
    "ago": _ago,
    "relative": _relative,
    "weekend": _weekend,
}


def resolve(match: re.Match[str], published: dt.date | None, ahead: Direction, other_year: str | None) -> Period | None:
    """The period that a match of GRAMMAR stands for; None when that can't be told, or when there is no such day.

    `ahead`: where its verb looks. `other_year`: the year named at the other end of a range.
    """
    kind = str(match.lastgroup)
    try:
        if kind in _FULL:
            return _FULL[kind](match, published, ahead, other_year)
        return _RELATIVE[kind](match, published, ahead) if published else None
    except (ValueError, OverflowError):  # "June 31"; a day before year 1
        return None


def named_year(match: re.Match[str]) -> str | None:
    """The year that a match of GRAMMAR names, in figures."""
    return match["md_y"] or match["dm_y"] or match["m_y"] or match["y_y"]
