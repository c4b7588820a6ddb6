"""When an article without a date can have been published, from what it says.

Two kinds of evidence give bounds: office-holders named with their title ("Prime Minister Theresa May"), whose terms
are in seeds/officeholders.csv, and full dates told as past. A former office-holder, and a date, only say after when.
Evidence that contradicts itself ("President Ronald Reagan" in an article that tells of 2014) gives nothing at all:
which half of it is history cannot be known.

The day itself is taken to be known only where the article ties it to a date: "today, June 12", "yesterday, June 11",
or a dateline of that day, in the one year that fits the bounds.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from transforms.actors.gazetteer import normalise
from transforms.circumstances.attachment import VERBAL, attachment, word_class
from transforms.circumstances.date_expressions import GRAMMAR, MONTHS, WEEKDAYS, resolve
from transforms.circumstances.dates import direction, expressions
from transforms.document import Dating, Document, Mention
from transforms.known import OPEN_TERM_YEARS, Known
from transforms.reference import Reference

LONGEST_TITLE = 7  # words: "secretary of state for business and trade"
LINKS = frozenset({"of", "for", "the", "and", "to", "affairs", "&"})
# Before a title they say that the office is not held, or not yet; before the office that another one is.
NOT_HELD = frozenset({
    "former", "then", "ex", "late", "ousted", "deposed", "retired", "onetime", "erstwhile", "outgoing", "past", "old",
})  # fmt: skip
NOT_YET = frozenset({"elect", "designate", "incoming", "next", "future", "candidate", "nominee", "hopeful", "would"})
OTHER_RANK = frozenset({
    "deputy", "vice", "assistant", "under", "shadow", "acting", "first", "parliamentary", "permanent", "principal",
    "financial", "economic", "chief", "private", "junior", "associate", "co", "senior", "lady",
})  # fmt: skip
# Titles of one word that nobody keeps who has left the office, as an ambassador or a senator does.
SHORT_TITLES = frozenset({
    "president", "premier", "chancellor", "taoiseach", "king", "queen", "emperor", "sultan", "emir", "pope",
})  # fmt: skip
# News name people by an office when they are about to take it, and for some days after they have left it.
SLACK = dt.timedelta(days=14)
# An office stays empty, or with an acting holder, for so long.
VACANCY = dt.timedelta(days=120)
# What an office's full name adds to the title by which its holder is called.
ADDED = LINKS | frozenset({"united", "states", "state", "america", "republic", "federal", "executive", "nations", "un"})
SYNONYMS = {
    "sen": "senator", "rep": "representative", "congressman": "representative", "congresswoman": "representative",
    "gov": "governor", "defense": "defence", "adviser": "advisor", "us": "", "u.s": "", "uk": "", "british": "",
    "amb": "ambassador", "chairwoman": "chairman", "premier": "premier",
}  # fmt: skip
# Prepositions before the date of something that took place then; not "until", "by", "for".
AT = frozenset({None, "in", "on", "during"})
# Words between a verb and its date: "met on Sunday, June 3, 2018", "met him there on June 3, 2018".
NEAR = 4
OPEN_QUOTES, CLOSED_QUOTES = "“«", "”»"
_JOINED = re.compile(r"\s*(?:,|\(|—|–|-)?\s*(?:on\s+|the\s+)?", re.IGNORECASE)
_STEPS = {"today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0}
_STEPS |= {"yesterday": 1, "last night": 1, "tomorrow": -1}

Interval = tuple[dt.date, dt.date]
ALWAYS: Interval = (dt.date.min, dt.date.max)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Periods in one of which the article must have been published, and what says so."""

    intervals: tuple[Interval, ...]
    reason: str


def date(document: Document, reference: Reference) -> bool:
    """Fills `document.dating` of an article without a date, and `published_at` where the day is certain; whether it is.

    Runs after the actors, whose titles it reads, and before all that asks when something happened.
    """
    if document.published_at is not None:
        return False
    document.dating = find_dating(document, reference)
    if document.dating and document.dating.day:
        document.published_at = dt.datetime.combine(document.dating.day, dt.time.min)
    return document.published_at is not None


def columns(article_id: str, dating: Dating) -> dict[str, object]:
    """A row of transforms.extracted.ArticleDates."""
    return {
        "article_id": article_id,
        "published_at": dt.datetime.combine(dating.day, dt.time.min) if dating.day else None,
        "published_at_source": "inferred" if dating.day else None,
        "published_at_reason": dating.reason,
        "published_after": dating.after,
        "published_before": dating.before,
    }


def find_dating(document: Document, reference: Reference) -> Dating | None:
    """When an article without a date was published; None when nothing bounds it, or the evidence disagrees.

    Needs `document.mentions`.
    """
    found = expressions(document)
    evidence = [*_offices(document, reference), *_past_dates(document, found)]
    possible = _intersection(each.intervals for each in evidence)
    if not possible:
        return None
    after, before = possible[0][0], possible[-1][1]
    days = dict(_days(document, found, after, before))
    if len(days) > 1:
        days = {}
    for day, reason in days.items():
        if any(start <= day <= end for start, end in possible):
            because = [reason, *_reasons(evidence, after, before)]
            return Dating(day, day, day, "; ".join(dict.fromkeys(because)))
        return None
    if (after, before) == ALWAYS:
        return None
    return Dating(
        None if after == dt.date.min else after,
        None if before == dt.date.max else before,
        None,
        "; ".join(_reasons(evidence, after, before)),
    )


def _intersection(sets: Iterable[tuple[Interval, ...]]) -> tuple[Interval, ...]:
    """The periods that lie within all sets of periods, in order."""
    left: list[Interval] = [ALWAYS]
    for intervals in sets:
        pairs = [(max(a, c), min(b, d)) for a, b in left for c, d in intervals]
        left = sorted({(start, end) for start, end in pairs if start <= end})
    return tuple(left)


def _reasons(evidence: list[Evidence], after: dt.date, before: dt.date) -> list[str]:
    """What sets the bounds."""
    first = next((e.reason for e in evidence if after != dt.date.min and e.intervals[0][0] == after), None)
    last = next((e.reason for e in evidence if before != dt.date.max and e.intervals[-1][1] == before), None)
    return list(dict.fromkeys(reason for reason in (first, last) if reason))


# ---- office-holders


def _offices(document: Document, reference: Reference) -> Iterator[Evidence]:
    """One piece of evidence for each person named with an office that the tables know."""
    for mention in document.mentions:
        known = reference.by_key(mention.actor.key) if mention.actor and mention.form == "name" else None
        if known is None or not known.rows or not _is_sure(document, mention, known, reference):
            continue
        title = _title_before(document.doc, mention.start)
        office = next((words for words in title if any(_is_office(words, row[0]) for row in known.rows)), None)
        if office is None:
            continue
        held = _held(known, office, _starts(reference, known.country))
        before = title[0][: len(title[0]) - len(office)][-3:]
        if not held or NOT_YET.intersection(before) or OTHER_RANK.intersection(before[-1:]):
            continue
        printed = " ".join(office)
        if NOT_HELD.intersection(before) or _is_history(document.doc, mention):
            if held[0][0] > dt.date.min:
                since = held[0][0]
                reason = f"names {known.name} as {printed} of another time (since {since})"
                yield Evidence(((_moved(since, -SLACK), dt.date.max),), reason)
            continue
        terms = " and ".join(_shown(*term) for term in held)
        around = tuple((_moved(start, -SLACK), _moved(end, SLACK)) for start, end in held)
        yield Evidence(around, f"names {known.name} as {printed} ({terms})")


def _shown(start: dt.date, end: dt.date) -> str:
    since = "" if start == dt.date.min else str(start)
    return f"{since} to {end}" if end < dt.date.max else f"since {since}"


def _is_sure(document: Document, mention: Mention, known: Known, reference: Reference) -> bool:
    """Whether the name leads to one person: in full, or as the surname of one leader alone."""
    name = document.doc[mention.start : mention.end].text
    return " " in name or reference.leaders(name, None) == [known]


def _is_history(doc: Doc, mention: Mention) -> bool:
    """Whether the person is named for a time gone by: 'under President Ronald Reagan', 'since President Nixon'."""
    token: Token = doc[mention.head]
    while token.dep_ in {"compound", "appos", "conj"} and token.head.i != token.i:
        token = token.head
    return token.dep_ == "pobj" and token.head.lower_ in {"under", "since", "like", "unlike", "after"}


def _title_before(doc: Doc, start: int) -> list[tuple[str, ...]]:
    """The words before a name, as tuples from long to short, each ending right before it; normalised."""
    words: list[str] = []
    sentence = doc[start].sent.start
    position = start - 1
    if position > sentence and doc[position].text == "," and doc[position - 1].text[:1].islower():
        position -= 1  # "the prime minister, Theresa May,"
    while position >= sentence and len(words) < LONGEST_TITLE + 3:
        token = doc[position]
        if token.is_space or token.text in {",", ".", ";", ":", "(", ")", '"', "“", "”"}:
            break
        if token.text not in {"-", "–", "'s", "’s", "'", "’"}:
            word = token.lower_.rstrip(".")
            words.append(SYNONYMS.get(word, word))
        position -= 1
    words = [word for word in reversed(words) if word]
    return [tuple(words[first:]) for first in range(len(words))]


@lru_cache(maxsize=4096)
def _is_office(title: tuple[str, ...], office: str) -> bool:
    """Whether the holder of an office is called by a title: "foreign minister" of a Minister of Foreign Affairs."""
    if len(title) > LONGEST_TITLE or title[0] in LINKS or title[-1] in LINKS:
        return False
    wanted = set(title) - LINKS
    words = {SYNONYMS.get(word, word) for word in normalise(office).replace("-", " ").split()}
    wanted = {part for word in wanted for part in word.split("-")}
    if not wanted or not wanted <= words:
        return False
    extra = words - wanted
    return wanted <= SHORT_TITLES and extra <= ADDED if len(wanted) == 1 else not extra & OTHER_RANK


Starts = dict[frozenset[str], list[tuple[dt.date, str]]]


@lru_cache(maxsize=512)
def _starts(reference: Reference, country: str | None) -> Starts:
    """Office in a country -> when somebody took it up, and who."""
    starts: Starts = {}
    for known in reference.officeholders(country):
        for term in known.terms:
            starts.setdefault(_office_words(term.office), []).append((term.start, known.key))
    return starts


def _office_words(office: str) -> frozenset[str]:
    words = normalise(office).replace("-", " ").split()
    return frozenset(SYNONYMS.get(word, word) for word in words) - ADDED - {"acting", "interim"}


def _held(known: Known, title: tuple[str, ...], starts: Starts) -> tuple[Interval, ...]:
    """The terms in which a person held the office that a title names, joined where they meet, in order.

    A term's end is believed only where somebody else is known to have followed: the tables miss many of the terms for
    which an incumbent was appointed anew.
    """
    believed: list[Interval] = []
    open_from: list[tuple[dt.date, dt.date]] = []  # first day, and last day seen in office
    for row, term in zip(known.rows, known.terms, strict=True):
        if not _is_office(title, row[0]):
            continue
        others = [start for start, key in starts.get(_office_words(row[0]), ()) if key != known.key]
        if row[3] and any(_moved(term.end, -VACANCY) <= start <= _moved(term.end, VACANCY) for start in others):
            believed.append((term.start, term.end))
        else:
            seen = term.end if row[3] else _moved(term.end, dt.timedelta(days=-365 * OPEN_TERM_YEARS))
            open_from.append((term.start, seen))
    ends = sorted(end for _, end in believed)
    believed += [(start, next((end for end in ends if end >= seen), dt.date.max)) for start, seen in open_from]
    joined: list[Interval] = []
    for start, end in sorted(believed):
        if joined and start <= _moved(joined[-1][1], SLACK):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


# ---- dates


def _past_dates(document: Document, found: list[tuple[re.Match[str], Span]]) -> Iterator[Evidence]:
    """Dates with a year on which something took place: the article is no older."""
    for match, span in found:
        period = resolve(match, None, "either", None)
        if period is None or match.lastgroup == "iso":
            continue
        hangs = attachment(span, word_class("time_noun"))
        if hangs.governor is None or hangs.governor.pos_ not in VERBAL or hangs.preposition not in AT:
            continue
        near = hangs.start - hangs.governor.i <= NEAR  # far from the verb, the parser may have skipped its true head
        if near and direction(span, match) == "past" and not _is_unreal(hangs.governor):
            printed = " ".join(match.group().split())
            yield Evidence(((period[0], dt.date.max),), f"tells of {printed!r} as past")


def _is_unreal(verb: Token) -> bool:
    """Whether a verb in a past form stands for what did not happen, or not yet: 'if', 'scheduled', 'was to'."""
    if verb.lemma_.lower() in word_class("forward_verb"):
        return True
    return any(child.dep_ == "mark" and child.lower_ in {"if", "unless", "until"} for child in verb.children)


def _days(
    document: Document, found: list[tuple[re.Match[str], Span]], after: dt.date, before: dt.date
) -> Iterator[tuple[dt.date, str]]:
    """Days on which the article ties itself to a date, with the reason."""
    if document.dateline and (match := GRAMMAR.search(document.dateline)):
        day = _only_day(match, after, before)
        if day:
            yield day, f"has the dateline {document.dateline!r}"
    text = document.readable.text
    for (word, _), (match, _) in pairwise(found):
        between = text[word.end() : match.start()]
        step = _STEPS.get(" ".join(word.group().lower().split()))
        if step is None or not _JOINED.fullmatch(between) or _is_quoted(text, word.start()):
            continue
        shift = dt.timedelta(days=step)
        day = _only_day(match, _moved(after, -shift), _moved(before, -shift))
        if day:
            yield day + shift, f"says {' '.join(text[word.start() : match.end()].split())!r}"


def _moved(day: dt.date, shift: dt.timedelta) -> dt.date:
    """A day so much later; the ends of time stay where they are."""
    ordinal = day.toordinal() + shift.days
    return day if day in ALWAYS else dt.date.fromordinal(min(max(ordinal, 1), dt.date.max.toordinal()))


def _only_day(match: re.Match[str], after: dt.date, before: dt.date) -> dt.date | None:
    """The one day of a month that an expression can mean between two days; its weekday, if named, must agree."""
    prefix = {"month_day": "md", "day_month": "dm"}.get(str(match.lastgroup))
    if prefix is None or re.search(r"\d\s?[-–]", match.group()):  # "June 12-14"
        return None
    named_year, weekday = match[f"{prefix}_y"], match[f"{prefix}_w"]
    if not named_year and (after in ALWAYS or before in ALWAYS):
        return None
    years = [int(named_year)] if named_year else range(after.year, before.year + 1)
    month, day = MONTHS[match[f"{prefix}_m"][:3].lower()], int(re.sub(r"\D", "", match[f"{prefix}_d"]))
    days = [dt.date(year, month, day) for year in years if 1 <= day <= calendar.monthrange(year, month)[1]]
    if not named_year:
        days = [each for each in days if after <= each <= before]
    if weekday:
        days = [each for each in days if each.weekday() == WEEKDAYS[weekday[:3].lower()]]
    return days[0] if len(days) == 1 else None


def _is_quoted(text: str, position: int) -> bool:
    """Whether a position stands within quotation marks of its paragraph."""
    before = text[max(text.rfind("\n", 0, position) + 1, position - 5000) : position]
    is_open = sum(map(before.count, OPEN_QUOTES)) > sum(map(before.count, CLOSED_QUOTES))
    return is_open or before.count('"') % 2 == 1
