"""Text to learn restoring from: words in lower case, what stood before each, how it was written, if it was quoted."""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from transforms.restore.restorer import CASES, GAPS, WORD, marks_in

# The share of all windows that each source gives. Wikinews is the only journalism, and small; the Senate releases are
# half of all words and of one style, speeches are nobody's news prose.
SOURCES = {
    "wikinews_2019_2020.jsonl": 0.27,
    "wikinews_meantime.jsonl": 0.07,
    "gum_wikinews_interviews.jsonl": 0.03,
    "us_state_department.jsonl": 0.11,
    "us_justice_department.jsonl": 0.05,
    "re3d_open.jsonl": 0.02,
    "white_house_statements.jsonl": 0.12,
    "us_senate_press_releases.jsonl": 0.25,
    "white_house_speeches.jsonl": 0.05,
    "litbank_coref_quotes.jsonl": 0.03,
}
HELD_OUT_PERCENT = 15  # of the Wikinews documents
UNKNOWN = -1
VERSIONS = 4  # how often a Wikinews text is written out, each time with or without its headline, date and others' ones


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


END = re.compile(r"[.?!…]")
COMMA = re.compile(r"[,;:—–()]|\s-\s|--")
QUOTE = re.compile("[\"“”«»]|''|``|(?<!\\w)['‘]")
QUOTATION_MARK = re.compile("[\"“”]|''|``")
PARAGRAPH = re.compile(r"\n\s*\n")
SHORTEST_QUOTE, LONGEST_QUOTE = 3, 250  # words: a shorter one may be a title or a nickname, a longer one lost a mark
ABBREVIATIONS = _set(
    "Mr Mrs Ms Dr Prof Rev Hon Sen Sens Rep Reps Gov Govs Gen Lt Col Maj Capt Cpl Sgt Adm Cmdr Pres Amb Atty Supt Det "
    "St Mt Ft No Nos vs v etc Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Ala Ariz Ark Calif Colo Conn Del Fla Ga "
    "Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Vt Va Wash Wis Wyo"
)
OPENERS = _set(
    "The A An In On At It He She They We I You This That These Those There But And Or So As If For From With By Our "
    "His Her Their Its My While When After Before Since Although However Meanwhile According To Under During Not No"
)


@dataclass(slots=True)
class Labelled:
    """A text's words in lower case with what is known of each (UNKNOWN: not to be learnt)."""

    words: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)  # as written
    marks: list[str] = field(default_factory=list)  # the punctuation before the word, as marks_in gives it
    gaps: list[int] = field(default_factory=list)  # GAPS
    cases: list[int] = field(default_factory=list)  # CASES
    quoted: list[int] = field(default_factory=list)  # 1 inside quotation marks

    def extend(self, other: "Labelled") -> None:
        """Let another text follow."""
        for mine, others in zip(self._columns(), other._columns(), strict=True):
            mine.extend(others)

    def _columns(self) -> tuple[list[object], ...]:
        return (self.words, self.forms, self.marks, self.gaps, self.cases, self.quoted)  # type: ignore[return-value]


def starts_sentence(before: str, gap: str, form: str) -> bool:
    """Whether a sentence starts between two words, given the cased text: the word before, the gap, the word after."""
    if "\n\n" in gap:
        return True
    end = END.search(gap)
    if not end or form[0].islower() or not re.search(r"\s", gap[end.start() :]):
        return False
    if gap[end.start()] == "." and "." not in gap[end.end() :]:
        if before in ABBREVIATIONS:
            return False
        if len(before) == 1 and before.isalpha():  # an initial, or "U.S.", "p.m."
            return form in OPENERS
    return True


def case_of(form: str) -> int:
    """Index into CASES of a word as written; UNKNOWN for one without cased letters."""
    if form == form.lower():
        return CASES.index("lower") if form != form.upper() else UNKNOWN
    if form[0] != form[0].lower() and form[1:] == form[1:].lower():
        return CASES.index("capitalized")
    return CASES.index("upper" if form == form.upper() else "mixed")


def quotations(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans between quotation marks, and whether both marks are there. Only for double marks.

    A quotation that goes on into the next paragraph opens anew there and is not closed before, as is the custom.
    """
    start = 0
    for end in [*(match.start() for match in PARAGRAPH.finditer(text)), len(text)]:
        opened, goes_on = -1, QUOTATION_MARK.match(text[end:].lstrip()[:2]) is not None
        for match in QUOTATION_MARK.finditer(text, start, end):
            mark = match.group()
            before = text[match.start() - 1] if match.start() else " "
            after = text[match.end()] if match.end() < len(text) else " "
            opens = mark in "“``" or (
                mark not in "”''" and (before.isspace() or before in "([—–-") and not after.isspace()
            )
            if opens:
                if opened >= 0:
                    yield opened, match.start(), False
                opened = match.end()
            elif opened >= 0:
                yield opened, match.start(), True
                opened = -1
        if opened >= 0:
            yield opened, end, goes_on
        start = end


def label(text: str, uncased_until: int = 0, *, has_marks: bool = True) -> Labelled:
    """The words of a cased, punctuated text with their labels.

    Words before `uncased_until` teach no case. Without `has_marks` a text is known to quote without marks.
    """
    labelled = Labelled()
    before, end, starts_at = "", 0, []
    for match in WORD.finditer(text):
        form, gap = match.group(), text[end : match.start()]
        starts = not before or starts_sentence(before, gap, form)
        kind = "question" if starts and "?" in gap else "stop" if starts else "comma" if COMMA.search(gap) else "none"
        case = case_of(form)
        # A capital at the start of a sentence or of a quotation is not the word's own.
        if match.start() < uncased_until or (case == CASES.index("capitalized") and (starts or QUOTE.search(gap))):
            case = UNKNOWN
        labelled.words.append(form.lower())
        labelled.forms.append(form)
        labelled.marks.append(marks_in(gap))
        labelled.gaps.append(GAPS.index(kind) if before else UNKNOWN)
        labelled.cases.append(case)
        starts_at.append(match.start())
        before, end = form, match.end()
    labelled.quoted = _quoted(text, starts_at, has_marks=has_marks)
    return labelled


def _quoted(text: str, starts_at: list[int], *, has_marks: bool) -> list[int]:
    quoted = np.full(len(starts_at), 0 if has_marks else UNKNOWN)
    for start, end, is_closed in quotations(text) if has_marks else ():
        first, last = np.searchsorted(starts_at, [start, end])
        is_sure = is_closed and SHORTEST_QUOTE <= last - first <= LONGEST_QUOTE
        quoted[first:last] = 1 if is_sure else UNKNOWN
    return [int(value) for value in quoted]


def _dated(day: str | None, chance: np.random.Generator) -> str:
    if not day:
        return ""
    on = date.fromisoformat(day[:10])
    written = f"{on:%B} {on.day}, {on.year}"
    return f"{f'{on:%A}, ' if chance.random() < 0.7 else ''}{written}\n\n"


def _furnished(article: dict[str, str], others: list[str], chance: np.random.Generator) -> str:
    """A Wikinews text as a page shows it: now with headline and date, now with other headlines among its paragraphs."""
    paragraphs = article["text"].split("\n\n")
    if chance.random() < 0.3:
        for _ in range(1 + len(paragraphs) // 6):
            paragraphs.insert(int(chance.integers(1, len(paragraphs) + 1)), others[chance.integers(len(others))])
    head = f"{article['title']}\n\n" if article.get("title") and chance.random() < 0.6 else ""
    day = _dated(article.get("published_at"), chance) if chance.random() < 0.6 else ""
    return head + day + "\n\n".join(paragraphs)


def articles(folder: Path, source: str) -> list[dict[str, str]]:
    """The articles of a source."""
    return [json.loads(line) for line in (folder / source).read_text(encoding="utf-8").splitlines()]


def is_held_out(article: dict[str, str]) -> bool:
    """Whether a Wikinews article is kept from training."""
    return zlib.crc32(article["uri"].encode()) % 100 < HELD_OUT_PERCENT


def held_out_articles(folder: Path) -> list[dict[str, str]]:
    """The Wikinews articles that are kept from training."""
    wikinews = [name for name in SOURCES if "wikinews" in name]
    return [article for name in wikinews for article in articles(folder, name) if is_held_out(article)]


def read(folder: Path, chance: np.random.Generator) -> tuple[dict[str, Labelled], list[Labelled]]:
    """What to train on, the texts of a source one after the other, and the texts held out."""
    training: dict[str, Labelled] = {}
    for name in SOURCES:
        texts = articles(folder, name)
        training[name] = whole = Labelled()
        is_wikinews = "wikinews" in name
        if is_wikinews:
            kept = [article for article in texts if not is_held_out(article)]
            headlines = [a["title"] for a in kept if a.get("title")]
            for _ in range(VERSIONS):
                for i in chance.permutation(len(kept)):
                    whole.extend(label(_furnished(kept[i], headlines, chance), has_marks="interviews" not in name))
            continue
        for i in chance.permutation(len(texts)):
            title, text = texts[i].get("title") or "", texts[i]["text"]
            # Speeches and releases in the first person are one long quotation without marks.
            has_marks = "speeches" not in name and len(QUOTATION_MARK.findall(text)) > 1
            is_titled = bool(title) and chance.random() < 0.5
            # Only Wikinews writes its headlines in sentence case.
            head = f"{title}\n\n" if is_titled else ""
            whole.extend(label(head + text, len(head), has_marks=has_marks))
    return training, [label(article["text"]) for article in held_out_articles(folder)]
