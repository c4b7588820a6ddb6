"""When: date expressions of news English, resolved against the day an article was published.

`date_expressions` finds them, `tense` tells whether they look back or ahead.

Left unresolved, rather than guessed: what counts from another event ("two days later", "the day before"), spans ("for
five years", "in the past week"), vague counts ("several weeks ago"), seasons, decades and "Sundays"; and, where the
day of publication is not known, all that lacks a year. The day of publication itself is never an answer to anything
but "today" and its like.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from spacy.attrs import IS_DIGIT, LENGTH, LOWER
from spacy.strings import StringStore
from spacy.tokens import Doc, Span, Token

from transforms.circumstances.attachment import ATTACHED, LOOSE, Attachment, attachment, closeness, word_class
from transforms.circumstances.date_expressions import GRAMMAR, TRIGGERS, named_year, resolve
from transforms.circumstances.tense import Direction, direction_of
from transforms.document import Document, When

REACH = 8  # tokens that an expression may spread to either side of the word that gives it away

# What stands before or after shows that no single day is meant, or a name.
_NOT_AFTER = re.compile(
    r"(?:\b(?:every|each|most|some|any|a|one|that|same|previous|following|preceding|black|good|bloody|easter|palm|super"
    r"|ash|cyber|holy|ruby)|\b(?:days?|weeks?|months?|years?)\s+(?:from|before|after|since))\s+$",
    re.IGNORECASE,
)
_SPAN_BEFORE = re.compile(r"\bthe\s+$", re.IGNORECASE)  # "over the last week" is a span, not a date
_NAME_AFTER = re.compile(
    r"\s+(?:(?:Morning\s+)?(?:Times|Telegraph|Mirror|Express|Mail|Herald|Post|Independent|Tribune|School|Prayers?)\b"
    r"|(?:Night\s+)?(?:Live|Lights)\b|Massacre\b|Agreement\b|before\s+last\b)"
)
_TERROR_AFTER = re.compile(r",?\s+(?:terror|attack|hijack|memorial|commission|anniversar)", re.IGNORECASE)
_MONTH_CUES = frozenset({"in", "since", "until", "till", "of", "during", "by", "before", "after", "from", "to", "and"})
_YEAR_CUES = (_MONTH_CUES - {"and", "to"}) | {"between", "through", "early", "mid", "late", "around"}
_JOINED = re.compile(r"\s*(?:-|–|to|through|until|and)\s*", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\b(?:between|from)\s+$", re.IGNORECASE)
# "since 2014", "until Sunday", "by March": an edge of a time, not the time of the event.
_EDGES = frozenset({"since", "until", "till", "before", "after", "by", "ahead", "through", "prior", "following"})


def _is_weekday(_: Span, match: re.Match[str], before: str, after: str) -> bool:
    if _NOT_AFTER.search(before) or _NAME_AFTER.match(after):
        return False
    return match["w_w"][-1] != "." or match["w_w"][0].isupper()


def _is_year(span: Span, _: re.Match[str], before: str, after: str) -> bool:
    root = span.root
    if before.split()[-1:] and before.rsplit(maxsplit=1)[-1].lower() in _YEAR_CUES:
        counted = root.dep_ == "nummod" and root.head.tag_ == "NNS" and root.head.i >= span.end
        return not counted or root.ent_type_ == "DATE"
    return root.ent_type_ == "DATE" and not after.startswith(("'s", "’s", "-year"))


def _is_month(span: Span, match: re.Match[str], before: str, _: str) -> bool:
    """ "May", "April" and "June" are other words too: a month alone needs a word that leads to it, or the tagger's."""
    if match["m_y"] or match["m_rel"]:
        return True
    if span.root.ent_type_ == "PERSON":
        return False
    cue = before.split()[-1:]
    return bool(match["m_part"]) or span.root.ent_type_ == "DATE" or (bool(cue) and cue[0].lower() in _MONTH_CUES)


_IS_DATE: dict[str, Callable[[Span, re.Match[str], str, str], bool]] = {
    "relative": lambda _span, match, before, _: match["r_rel"].lower() == "this" or not _SPAN_BEFORE.search(before),
    "weekday": _is_weekday,
    "year": _is_year,
    "month": _is_month,
}


def _is_date(text: str, span: Span, match: re.Match[str]) -> bool:
    """Whether an expression means one period here: not a name, a number, a habit, or a span up to now."""
    named = match["md_m"] or match["dm_m"] or match["m_m"]
    if named and not named[0].isupper() and (len(named) < 5 or named.lower() in {"march", "august"}):
        return False  # "may", "march", "august", and abbreviations that are words elsewhere
    check = _IS_DATE.get(str(match.lastgroup))
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 24]
    return check is None or check(span, match, before, after)


def _attachment(span: Span) -> Attachment:
    return attachment(span, word_class("time_noun"))


def direction(span: Span, match: re.Match[str]) -> Direction:
    """Whether a date expression is told as past or as still to come."""
    hangs = _attachment(span)
    if hangs.governor is None:
        return "past" if match.lastgroup == "weekday" else "either"
    found = direction_of(hangs.governor, hangs.preposition)
    if match.lastgroup in {"month_day", "day_month", "month"} and hangs.governor.pos_ in {"NOUN", "PROPN"}:
        return "future" if found == "future" else "either"  # "the July 6 letter": the nearest
    return found


@lru_cache(maxsize=1)
def _trigger_hashes() -> npt.NDArray[np.uint64]:
    strings = StringStore()
    return np.array(sorted(strings.add(word) for word in TRIGGERS), dtype=np.uint64)


def _windows(doc: Doc) -> Iterator[tuple[int, int]]:
    """Stretches of the text, as offsets, that hold all its date expressions; the grammar is slow on the rest."""
    features = doc.to_array([LOWER, IS_DIGIT, LENGTH])
    may_be = np.isin(features[:, 0], _trigger_hashes()) | ((features[:, 1] == 1) & (features[:, 2] == 4))
    first = last = -1
    for position in np.flatnonzero(may_be).tolist():
        start, end = max(0, position - REACH), min(len(doc), position + REACH) - 1
        if first >= 0 and start > last:
            yield doc[first].idx, doc[last].idx + len(doc[last])
            first = -1
        first, last = start if first < 0 else first, end
    if first >= 0:
        yield doc[first].idx, doc[last].idx + len(doc[last])


def expressions(document: Document) -> list[tuple[re.Match[str], Span]]:
    """The date expressions of an article, resolvable or not: matches of GRAMMAR, with their tokens."""
    doc, text, found = document.doc, document.readable.text, []  # Doc.text is put together anew at each call
    for start, end in _windows(doc):
        for match in GRAMMAR.finditer(text, start, end):
            span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
            if span is not None and len(span) and _is_date(text, span, match):
                found.append((match, span))
    return found


def _days_of_publication(document: Document) -> tuple[dt.date | None, ...]:
    """The day of publication; where only bounds are known, both.

    The later an article appeared, the later a day its words can mean. So what means the same on the first and on the
    last possible day means it on every day between.
    """
    if document.published_at is not None:
        return (document.published_at.date(),)
    dating = document.dating
    if dating is not None and dating.after is not None and dating.before is not None:
        return dating.after, dating.before
    return (None,)


def find_dates(document: Document) -> list[When]:
    """Every date expression of an article that can be resolved, in the order of the text; kept on the document.

    Of a range ("between 1990 and 2005", "June 12 to June 14") the first end is given, with the tokens of both.
    """
    if document.dates is not None:
        return document.dates
    text, days = document.readable.text, _days_of_publication(document)
    document.dates = dates = []
    found = expressions(document)
    position = 0
    while position < len(found):
        match, span = found[position]
        position += 1
        end, year = span.end, None
        if position < len(found):
            other, tail = found[position]
            between = text[match.end() : other.start()]
            led = _RANGE_BEFORE.search(text[max(0, match.start() - 10) : match.start()])
            if _JOINED.fullmatch(between) and (led or between.strip() in {"-", "–", "to", "through"}):
                end, year, position = tail.end, named_year(other), position + 1
        if match.lastgroup in {"month_day", "month"} and _TERROR_AFTER.match(text, match.end()):
            is_september_11 = re.fullmatch(r"sept(?:ember|\.)?\s+11(?:th)?", match.group(), re.IGNORECASE)
            year = "2001" if is_september_11 else year
        ahead = direction(span, match)
        periods = [resolve(match, day, ahead, year) for day in days]
        period = periods[0]
        if period is not None and all(other == period for other in periods):
            dates.append(When(period[0], period[1], (span.start, end)))
    return dates


def when_near(document: Document, token: Token) -> When | None:
    """The date of the event or cue at `token`: what modifies it, or else its clause; None when nothing does for sure.

    The edge of a span ("since 2014", "until Friday") dates no event. A date that hangs on nothing in the parse counts
    when it is the only one of its sentence.
    """
    sentence = token.sent
    near = [when for when in find_dates(document) if sentence.start <= when.span[0] < sentence.end]
    ranked: list[tuple[int, int, When]] = []
    for when in near:
        hangs = _attachment(document.doc[when.span[0] : when.span[1]])
        rank = None if hangs.preposition in _EDGES else closeness(token, hangs)
        if rank is None or (rank == LOOSE and len(near) > 1):
            continue
        distance = abs(when.span[0] - token.i) if rank == ATTACHED else when.span[0]
        ranked.append((rank, distance, when))
    return min(ranked, key=lambda each: each[:2])[2] if ranked else None
