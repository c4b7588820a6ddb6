"""What an article is, before any linguistic analysis: its ids, layout, language, and what its text has lost."""

import re
from typing import Any

import polars as pl

from schemas import Articles
from transforms.articles import languages, publication_date
from transforms.articles.blocks import Layout, Span, split
from transforms.articles.boilerplate import patterns
from transforms.articles.damage import damage, is_cased, is_punctuated
from transforms.ids import content_id

# What only the run knows, or a comparison with other articles.
NOT_DESCRIBED = ("duplicate_of", "extractor", "run_id")

# As much of the body as it takes to measure case and punctuation.
SAMPLE = 10_000
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


def _describe(row: dict[str, Any]) -> dict[str, Any]:
    text = row["text"]
    layout = split(text, row["title"])
    body = _body_sample(text, layout)
    language = languages.identify(body)
    has_case, has_marks = is_cased(body), is_punctuated(body)
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
        "is_cased": has_case,
        "is_punctuated": has_marks,
        "damage": damage(text, layout.blocks, is_cased=has_case, is_punctuated=has_marks),
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
