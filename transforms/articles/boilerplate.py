"""What news sites put around an article's own words: credits, links, notices, menus.

The patterns stand in seeds/boilerplate.csv, one a row. `kind` says where a pattern applies:

- `line`: to a whole line or paragraph, of at most LINE_LIMIT characters.
- `inside`: to a stretch within a paragraph, such as a bracketed link to another story.
- `head`, `tail`: to the first or last words of a text, lower-cased and without punctuation. They find what was
  glued to the article when its line ends were lost, whether or not case and punctuation were lost too.
- `part`: nowhere by itself; `{comment}` in the patterns below it stands for it.
- `agency`: not boilerplate but the name of a news agency as datelines print it; `comment` is its full name.

Patterns are regular expressions (Python's), read without regard to case; `(?-i:...)` heeds case. A group named
`publisher` marks who published the article.
"""

import csv
import io
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SEED = "boilerplate.csv"
COLUMNS = ["pattern", "kind", "comment"]
KINDS = ("part", "line", "inside", "head", "tail", "agency")
# Notices run to a few hundred characters; what is longer is an article's own paragraph, whatever it starts with.
LINE_LIMIT = 600
# How much of a text's start or end is compared with `head` and `tail` patterns: about 120 words.
EDGE = 800

_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s")
_CLOSED = re.compile(r"[.!?…:;)\]”\"’'—–-]\s*$")
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")

Span = tuple[int, int]


@dataclass(frozen=True)
class Patterns:
    """The compiled patterns, and the agencies: name in lower case -> full name."""

    line: re.Pattern[str]
    publishers: tuple[re.Pattern[str], ...]
    inside: re.Pattern[str]
    head: re.Pattern[str]
    tail: re.Pattern[str]
    agencies: dict[str, str]


def parse_patterns(source: str) -> Patterns:
    """Patterns from the CSV text of the seed.

    Raises ValueError with file, line and reason for a row that is not a pattern, a kind and a comment.
    """
    reader = csv.DictReader(io.StringIO(source))
    if reader.fieldnames != COLUMNS:
        raise ValueError(f"{SEED}, line 1: the columns are {reader.fieldnames}, not {COLUMNS}")
    by_kind: dict[str, list[str]] = {kind: [] for kind in KINDS}
    publishers: list[re.Pattern[str]] = []
    agencies: dict[str, str] = {}
    parts: dict[str, str] = {}
    for row in reader:
        place = f"{SEED}, line {reader.line_num}"
        pattern, kind, comment = row["pattern"], row["kind"], row["comment"]
        if not pattern or kind not in KINDS or not comment:
            raise ValueError(f"{place}: a row is a pattern, a kind ({', '.join(KINDS)}) and a comment, not {row}")
        if kind == "agency":
            agencies[pattern.lower()] = comment
            continue
        for name, part in parts.items():
            pattern = pattern.replace(f"{{{name}}}", part)
        try:
            compiled = re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"{place}: {pattern!r} is no regular expression: {error}") from error
        if compiled.fullmatch(""):
            raise ValueError(f"{place}: {pattern!r} matches nothing at all, and so everywhere")
        if kind == "part":
            parts[comment] = f"(?:{pattern})"
            continue
        if "publisher" in compiled.groupindex:
            publishers.append(compiled)
            # A name can be given to one group of the alternation only.
            pattern = pattern.replace("(?P<publisher>", "(?:")
        by_kind[kind].append(pattern)

    def alternation(kind: str, frame: str) -> re.Pattern[str]:
        return re.compile(frame % "|".join(f"(?:{pattern})" for pattern in by_kind[kind] or ["(?!)"]), re.IGNORECASE)

    return Patterns(
        line=alternation("line", "(?:%s)"),
        publishers=tuple(publishers),
        inside=alternation("inside", r"(?:%s)[.,;]?"),
        head=alternation("head", r"(?:%s)(?: |$)"),
        tail=alternation("tail", r"(?<![^ ])(?:%s)$"),
        agencies=agencies,
    )


@cache
def patterns() -> Patterns:
    """The patterns of the seed, compiled once a process."""
    return parse_patterns(files("seeds").joinpath(SEED).read_text(encoding="utf-8"))


def is_line(text: str, span: Span) -> bool:
    """Whether a whole line or paragraph is boilerplate."""
    start, end = span
    if not 1 < end - start <= LINE_LIMIT:
        return False
    return patterns().line.fullmatch(_folded(text[start:end])) is not None


def publisher_in(text: str, span: Span) -> Span | None:
    """Where a boilerplate line names the publisher."""
    start, end = span
    line = text[start:end]
    for pattern in patterns().publishers:
        match = pattern.fullmatch(line)
        if match and match["publisher"]:
            return start + match.start("publisher"), start + match.end("publisher")
    return None


def stretches(text: str, span: Span) -> list[Span]:
    """Where boilerplate stands inside a paragraph, in order."""
    return [match.span() for match in patterns().inside.finditer(text, *span)]


def head_end(text: str, span: Span) -> int:
    """Where the paragraph's own words start, behind what is glued to its head; the span's start when nothing is."""
    start, end = span
    words, spans = _words(text, start, min(end, start + EDGE))
    taken = 0
    while match := patterns().head.match(words, taken):
        taken = match.end()
    count = words[:taken].count(" ") if taken < len(words) else len(spans)
    if not count:
        return start
    return spans[count][0] if count < len(spans) else end


def tail_start(text: str, span: Span) -> int:
    """Where the boilerplate glued to the paragraph's tail starts; the span's end when there is none.

    Where the paragraph has sentence ends, boilerplate starts behind one.
    """
    start, end = span
    edge = max(start, end - EDGE)
    words, spans = _words(text, edge, end)
    if edge > start and spans and spans[0][0] == edge:
        words, spans = words[len(words.split(" ", 1)[0]) + 1 :], spans[1:]  # the first word may be cut in half
    is_punctuated = _SENTENCE_END.search(text, edge, end) is not None
    cut = end
    while match := patterns().tail.search(words):
        number = words[: match.start()].count(" ")
        # Brackets and dashes before the first word go with it.
        before = _SPACE.split(text[edge : spans[number][0]])[-1]
        position = spans[number][0] - len(before)
        if is_punctuated and position > start and not _CLOSED.search(text, max(start, position - 20), position):
            break
        cut = position
        words = words[: match.start()].rstrip()
        if not words:
            return start if edge == start else cut
    return cut


def _words(text: str, start: int, end: int) -> tuple[str, list[Span]]:
    """The words of a stretch, lower-cased and joined by spaces, and where each stands."""
    found = list(_WORD.finditer(text, start, end))
    return " ".join(match.group().lower() for match in found), [match.span() for match in found]


def _folded(line: str) -> str:
    """A line with single spaces and straight quotes, as the patterns are written."""
    line = " ".join(line.split())
    return line if line.isascii() else line.translate(_STRAIGHT)
