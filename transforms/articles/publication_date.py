"""The day of publication that an article prints: in its dateline, or on a line of its own above or below the text.

Only what stands outside the article's prose counts: a date in running text says when something happened, not when it
was printed. A line that says "published" wins over a bare date, that over the dateline, and that over "updated". Where
such lines disagree, nothing is known: the page carries the dates of other stories.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, takewhile

from transforms.articles.blocks import Layout
from transforms.layout import Block

# So many blocks above and below the article's prose may carry a date.
HEAD_BLOCKS, TAIL_BLOCKS = 15, 10
# A credit with name, place, date and a second date is no longer than this.
LINE_LENGTH = 250
# A paragraph of this many words that ends as a sentence, or of the second figure, is prose.
PROSE_WORDS, LONG_WORDS = 8, 25
# A dateline is written on the day or the day before, and a page's header may be in another time zone.
MOST_DAYS_APART = 2
FIRST_YEAR, LAST_YEAR = 1800, 2199

# Abbreviations that mean one zone, as hours before or after UTC. CST, IST and AST mean several.
ZONES = {
    **{"utc": 0, "gmt": 0, "z": 0, "bst": 1, "wat": 1, "cet": 1, "cest": 2, "sast": 2, "eet": 2, "eest": 3, "eat": 3},
    **{"msk": 3, "pkt": 5, "wib": 7, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11},
    **{"nzst": 12, "nzdt": 13, "edt": -4, "est": -5, "cdt": -5, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8},
}

_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
_WEEKDAYS = {name[:3].lower(): number for number, name in enumerate(calendar.day_name)}
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\b\.?)"
_YEAR = r"(?:1[89]|2[01])\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:(?P<weekday>{_WEEKDAY}),?\ +)?(?:"
    rf"(?P<month>{_MONTH})\ +(?P<day>{_DAY}),?\ +(?P<year>{_YEAR})"
    rf"|(?P<day2>{_DAY})[ -](?P<month2>{_MONTH}),?[ -](?P<year2>{_YEAR})"
    rf"|(?P<iso>{_YEAR}([-/.])(?:0?[1-9]|1[0-2])\9(?:0?[1-9]|[12]\d|3[01]))"
    rf"|(?P<numbers>\d{{1,2}}([/.-])\d{{1,2}}\11{_YEAR}))(?!\d)"
)
_ZONE = r"(?P<zone>[+-]\d{2}:?\d{2}|(?:(?:utc|gmt)\ ?[+-]\d{1,2}(?::?\d{2})?)|[a-z]{1,4}\b)"
_TIME = (
    r"(?P<hour>[01]?\d|2[0-3])[:.h ](?P<minute>[0-5]\d)(?:[:.][0-5]\d(?:\.\d{1,6})?)?"
    rf"(?:\ ?(?P<half>[ap])\.?\ ?m\b\.?)?(?:\ ?\(?{_ZONE}\)?|\ local\ time)?"
)
_WHEN = re.compile(rf"{_DATE}(?:(?:,|t|\ ?\||\ ?[-–—/•·]|,?\ at)?\ *{_TIME})?(?![\w:])", re.IGNORECASE)
_TIME_FIRST = re.compile(rf"{_TIME},?(?:\ on|\ ?[|•·–-])?\ +{_DATE}(?![\w:])", re.IGNORECASE)
_HAS_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_LABEL = (
    r"(?:(?P<published>(?:first\ +)?published(?:\ +online)?|(?:date\ +)?(?:posted|published|issued)|created"
    r"|publication\ +date|pub(?:lished)?\ +date|date)"
    r"|(?P<updated>(?:last\ +)?(?:updated|modified|edited|revised)))(?:\ +(?:on|at))?(?:\ ?:)?\ *"
)
_LABELLED = re.compile(_LABEL, re.IGNORECASE)
# What may stand before a label on its line: nothing, or the end of another statement.
_BEFORE_LABEL = re.compile(r"(?:^|[.|•·)\]/:;,–—-]|\d|[ap]\.?m\.?|[A-Z]{2,4})\s*$")
_NOT_ITS_OWN = re.compile(r"\b(?:originally|previously|re)\s*-?$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s{3,}|[\t\n]")
# 'By Jane Doe, Reuters, June 12, 2018': what stands before the date in a byline.
_BYLINE_GLUE = re.compile(r"[,\])–—/-]\s*$|\s(?:on|Reuters|AP|AFP)\s+$")
_WORD = re.compile(r"[^\W_]+")
_PROSE_END = re.compile(r"[.!?…][\"'”’)\]]*$")

PUBLISHED, BARE, DATELINE, UPDATED = range(4)


@dataclass(frozen=True, slots=True)
class Stated:
    """When an article says it was published, as naive UTC (midnight of the day where no zone is told), and how."""

    at: dt.datetime
    printed: str


@dataclass(frozen=True, slots=True)
class _Found:
    rank: int
    at: dt.datetime
    printed: str
    has_time: bool


def stated(text: str, layout: Layout) -> Stated | None:
    """The date of publication that the text prints; None where it prints none, or several that disagree."""
    found = [*_in_edges(text, layout), *_in_dateline(text, layout)]
    if not found:
        return None
    best = min(each.rank for each in found)
    chosen = [each for each in found if each.rank == best]
    if len({each.at.date() for each in chosen if each.has_time} or {each.at.date() for each in chosen}) > 1:
        return None
    first = max(chosen, key=lambda each: each.has_time)
    apart = [(each.at.date() - first.at.date()).days for each in found]
    if any(abs(days) > MOST_DAYS_APART for each, days in zip(found, apart, strict=True) if each.rank != UPDATED):
        return None
    if min(apart) < -MOST_DAYS_APART:  # updated before it was published
        return None
    return Stated(first.at, first.printed)


def _in_dateline(text: str, layout: Layout) -> Iterator[_Found]:
    if layout.dateline is None:
        return
    printed = text[slice(*layout.dateline)]
    match = _WHEN.search(printed)
    read = _read(match) if match else None
    if read:
        yield _Found(DATELINE, dt.datetime.combine(read[0].date(), dt.time.min), printed, has_time=False)


def _in_edges(text: str, layout: Layout) -> Iterator[_Found]:
    """Dates on the lines above and below the article's prose."""
    blocks = layout.blocks
    head = list(takewhile(lambda block: not _is_prose(text, block), blocks[:HEAD_BLOCKS]))
    rest = blocks[len(head) :]
    tail = list(takewhile(lambda block: not _is_prose(text, block), rest[: -TAIL_BLOCKS - 1 : -1]))[::-1]
    bare: list[_Found] = []
    for number, block in enumerate(chain(head, tail)):
        if block.end - block.start > LINE_LENGTH or not _HAS_YEAR.search(text, block.start, block.end):
            continue
        if layout.dateline and block.start <= layout.dateline[0] < block.end:
            continue
        for line in _SEPARATOR.split(text[block.start : block.end]):
            for found in _on_line(line.strip(), block):
                if found.rank != BARE:
                    yield found
                elif number < len(head):
                    bare.append(found)
    # Dates as headings through the text are a chronicle's.
    if bare and not _are_headings(text, rest, {found.at.date() for found in bare}):
        yield from bare


def _is_prose(text: str, block: Block) -> bool:
    if block.kind != "body":
        return False
    words = len(_WORD.findall(text, block.start, min(block.end, block.start + 1000)))
    return words >= LONG_WORDS or (
        words >= PROSE_WORDS and _PROSE_END.search(text, max(block.start, block.end - 8), block.end) is not None
    )


def _are_headings(text: str, blocks: list[Block], days: set[dt.date]) -> bool:
    for block in blocks:
        if 8 <= block.end - block.start <= 40 and (match := _WHEN.fullmatch(text, block.start, block.end)):
            read = _read(match)
            if read and read[0].date() not in days:
                return True
    return False


def _on_line(line: str, block: Block) -> Iterator[_Found]:
    """What a line, or what stands between two separators of it, says."""
    line = " ".join(line.split())
    labelled = False
    for label in _LABELLED.finditer(line) if block.kind != "title" else ():
        before = line[: label.start()]
        if _NOT_ITS_OWN.search(before.rstrip()):
            labelled = True
            continue
        is_alone = block.kind == "body"  # nothing else has said that this line is no sentence
        match = _match(line, label.end())
        if match is None or (before and (is_alone or not _may_open(line, label))):
            continue
        if is_alone and line[match.end() :].strip(" .)") and not _LABELLED.match(line[match.end() :].lstrip(" ,;-–—(")):
            continue
        labelled = True
        read = _read(match)
        if read:
            yield _Found(PUBLISHED if label["published"] else UPDATED, *_with_print(read, line))
    if labelled:
        return
    match = _WHEN.fullmatch(line.strip("()[] ")) or _TIME_FIRST.fullmatch(line.strip("()[] "))
    if match is None and block.kind == "byline":
        match = next((each for each in _WHEN.finditer(line) if each.end() == len(line.rstrip(". "))), None)
        if match and not _BYLINE_GLUE.search(line[: match.start()]):
            return
    read = _read(match) if match else None
    if read:
        yield _Found(BARE, *_with_print(read, line))


def _match(line: str, start: int) -> re.Match[str] | None:
    return _WHEN.match(line, start) or _TIME_FIRST.match(line, start)


def _may_open(line: str, label: re.Match[str]) -> bool:
    """Whether a label in the middle of a line starts a statement: 'By Jane Doe Published July 3, 2018'."""
    return line[label.start()].isupper() or _BEFORE_LABEL.search(line[: label.start()]) is not None


def _with_print(read: tuple[dt.datetime, bool], line: str) -> tuple[dt.datetime, str, bool]:
    return read[0], line, read[1]


def _read(match: re.Match[str]) -> tuple[dt.datetime, bool] | None:
    """The moment that a match means, and whether its time of day is known; None for no day, or one of two."""
    try:
        day = _day(match)
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            return None
        if match["weekday"] and _WEEKDAYS[match["weekday"][:3].lower()] != day.weekday():
            return None
        offset = _offset(match["zone"])
        if match["hour"] is None or offset is None:
            return dt.datetime.combine(day, dt.time.min), False
        hour = int(match["hour"])
        if match["half"]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
        return dt.datetime.combine(day, dt.time(hour, int(match["minute"]))) - offset, True
    except (ValueError, OverflowError):  # "June 31"
        return None


def _day(match: re.Match[str]) -> dt.date | None:
    if match["iso"]:
        year, month, day = (int(part) for part in re.split(r"\D", match["iso"]))
        return dt.date(year, month, day)
    if match["numbers"]:
        one, other, year = (int(part) for part in re.split(r"\D", match["numbers"]))
        if "." in match["numbers"]:  # day first wherever points are written
            return dt.date(year, other, one)
        if one <= 12 and other <= 12 and one != other:
            return None  # 07/06/2018 is two different days
        return dt.date(year, other, one) if one > 12 else dt.date(year, one, other)
    name, number, named_year = (match[group] or match[f"{group}2"] for group in ("month", "day", "year"))
    return dt.date(int(named_year), _MONTHS[name[:3].lower()], int(re.sub(r"\D", "", number)))


def _offset(zone: str | None) -> dt.timedelta | None:
    """How far a zone is ahead of UTC; None when no zone is named, or one that could be several."""
    if zone is None:
        return None
    zone = zone.lower().replace(" ", "")
    if zone in ZONES:
        return dt.timedelta(hours=ZONES[zone])
    match = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?", zone)
    if match is None or int(match[2]) > 14:
        return None
    ahead = dt.timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return ahead if match[1] == "+" else -ahead
