"""What an article is, before any linguistic analysis: its ids, layout, language, and what its text has lost."""

import re
from typing import Any

import polars as pl

from schemas import Articles
from transforms.articles import languages, publication_date
from transforms.articles.blocks import Layout, Span, split
from transforms.articles.boilerplate import patterns
from transforms.ids import content_id

# What only the run knows, or a comparison with other articles.
NOT_DESCRIBED = ("duplicate_of", "extractor", "run_id")

# As much of the body as it takes to measure case and punctuation.
SAMPLE = 10_000
# In ordinary English one word in eight starts upper-case, one in twenty where nobody is named.
LEAST_CAPITALIZED = 0.02
# Above this share of upper-case letters the text is IN CAPITALS.
MOST_UPPER_LETTERS = 0.6
# Up to this share of longer words in lower case, the text is in Title Case; a short text may have none, for a sentence
# that names many comes near. Of fewer words than the last figure nothing is known.
TITLE_CASE_LOWER = 0.1
TITLE_CASE_SHORT, TITLE_CASE_LEAST = 30, 5
# Longer words that some styles of Title Case leave in lower case.
SMALL_WORDS = frozenset({"from", "into", "onto", "over", "than", "that", "upon", "with"})
# Ordinary English ends a sentence every 15 to 25 words, legal prose every 50.
WORDS_PER_SENTENCE_END = 80
# Texts of fewer words, headlines above all, need not end a sentence.
FEW_WORDS = 25

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?:\s|$)")
_MARK = re.compile(r"[.,;:!?\"“”()–—]")
# As a person counts words: 'don't', '5,300' and 'U.S.' are one each.
_COUNTED_WORD = r"[\p{L}\p{N}]+(?:['’.,\-&/]+[\p{L}\p{M}\p{N}]+)*"


def describe(raw: pl.DataFrame) -> pl.DataFrame:
    """The rows of schemas.Articles for raw articles, without the columns in NOT_DESCRIBED, in the given order.

    `raw` has uri, url, publisher, title, byline, published_at and text; uri and text are never null. Title, byline
    and publisher are the metadata's where it has them, with a span where the text says the same; else the text's.
    published_at is the metadata's, else the one that the text prints.
    """
    dtypes = {name: dtype for name, dtype in Articles.dtypes().items() if name not in NOT_DESCRIBED}
    described = pl.DataFrame([_describe(row) for row in raw.to_dicts()], schema=dtypes, orient="row")
    return described.with_columns(word_count=pl.col("text").str.count_matches(_COUNTED_WORD).cast(pl.Int64))


def is_cased(sample: str) -> bool:
    """Whether upper and lower case are used as in ordinary writing: not all lower, IN CAPITALS or Title Case.

    A text without letters of two cases, and one of a few words that start upper-case, counts as cased: nothing is
    known to be lost.
    """
    words: list[str] = _WORD.findall(sample)
    letters = "".join(words)
    upper, lower = sum(map(str.isupper, letters)), sum(map(str.islower, letters))
    if not upper and not lower:
        return True
    if upper > MOST_UPPER_LETTERS * (upper + lower):
        return len(words) < TITLE_CASE_LEAST
    long_words = [word for word in words if len(word) > 3 and word not in SMALL_WORDS]
    if len(long_words) >= TITLE_CASE_LEAST:
        allowed = TITLE_CASE_LOWER * len(long_words) if len(long_words) >= TITLE_CASE_SHORT else 0
        if sum(word[0].islower() for word in long_words) <= allowed:
            return False
    return sum(word[0].isupper() for word in words) >= LEAST_CAPITALIZED * len(words)


def is_punctuated(sample: str) -> bool:
    """Whether the text has sentence ends as in ordinary writing.

    A text too short to need one counts as punctuated when it is cased or has any punctuation mark at all.
    """
    words = len(_WORD.findall(sample))
    if words < FEW_WORDS:
        return is_cased(sample) or _MARK.search(sample) is not None
    return len(_SENTENCE_END.findall(sample)) * WORDS_PER_SENTENCE_END >= words


def _describe(row: dict[str, Any]) -> dict[str, Any]:
    text = row["text"]
    layout = split(text, row["title"])
    body = _body_sample(text, layout)
    language = languages.identify(body)
    printed = publication_date.stated(text, layout) if row["published_at"] is None else None
    return {
        "article_id": content_id("art", row["uri"], text),
        "uri": row["uri"],
        "url": row["url"],
        **_named("publisher", row, layout.publisher, patterns().agencies),
        **_named("title", row, layout.title, {}),
        **_named("byline", row, layout.byline, {}),
        "dateline": text[slice(*layout.dateline)] if layout.dateline else None,
        "dateline_start_char": layout.dateline[0] if layout.dateline else None,
        "dateline_end_char": layout.dateline[1] if layout.dateline else None,
        "published_at": printed.at if printed else row["published_at"],
        "published_at_source": "text" if printed else None if row["published_at"] is None else "metadata",
        "published_at_reason": f"prints {printed.printed!r}" if printed else None,
        "language": language,
        "is_cased": is_cased(body),
        "is_punctuated": is_punctuated(body),
        "text": text,
        "content_id": content_id("txt", text),
        "not_extracted_reason": _reason_not_to_extract(text, language),
    }


def _body_sample(text: str, layout: Layout) -> str:
    """The start of the body; of the whole text where it has none."""
    pieces, length = [], 0
    for block in layout.blocks:
        if block.kind == "body":
            piece = text[block.start : min(block.end, block.start + SAMPLE - length)]
            pieces.append(piece)
            length += len(piece)
            if length >= SAMPLE:
                break
    return "\n".join(pieces) or text[:SAMPLE]


def _named(column: str, row: dict[str, Any], span: Span | None, full_names: dict[str, str]) -> dict[str, Any]:
    """The three columns of a name that the metadata or the text gives; `full_names` are by name in lower case."""
    given = row[column]
    found = row["text"][slice(*span)] if span else None
    if given and found and _folded(given) != _folded(found):
        # The text names somebody else, or the same in other words; the metadata is right and has no place in the text.
        span = None
    value = given or (full_names.get(found.lower(), found) if found else None)
    return {
        column: value,
        f"{column}_start_char": span[0] if span else None,
        f"{column}_end_char": span[1] if span else None,
    }


def _folded(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", name.lower()))


def _reason_not_to_extract(text: str, language: str | None) -> str | None:
    """Why nothing can be extracted; None when it can."""
    if not any(map(str.isalpha, text)):
        return "no words"
    if language not in (None, languages.ENGLISH):
        return f"language is {languages.NAMES[language]} ({language}), not English"
    return None
