"""Articles with the same text, or nearly the same.

Near-duplicates are found by MinHash over word shingles (Broder 1997, "On the resemblance and containment of
documents") in bands (locality-sensitive hashing: Leskovec, Rajaraman & Ullman, "Mining of Massive Datasets", ch. 3),
and every candidate is then verified on the shingles themselves, so no copy is marked on a hash's word alone. The
shingles are of lower-cased letters and digits: a copy that has lost case or punctuation is a copy still.
"""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain

import numpy as np
import numpy.typing as npt
import polars as pl
from rensa import RMinHash

from schemas import ArticleBands

# Resemblance (Jaccard index of the shingle sets) from which two articles are one report. Broder clusters the web at
# 0.5; at 0.8 of 5-word shingles about one word in forty differs, which is an agency report with another byline or a
# correction, and not yet two reports of one event.
THRESHOLD = 0.8
SHINGLE_WORDS = 5
# Two texts below this may share most shingles by being short.
LEAST_WORDS = 50
# 12 bands of 4 rows find 99.8% of pairs at the threshold and all but one in 100 million at 0.9; unrelated news, whose
# resemblance is below 0.01, meets once in 10 million pairs.
BANDS, ROWS = 12, 4
# Part of what the stored bands mean: with another seed or another RMinHash they match nothing that is stored.
SEED = 1997
# Agency reports are reprinted within days. The same words a month later are another report, as of every week's drill or
# every year's commemoration, and what they say of "Sunday" and "the president" is to be read at their own date.
REPRINT_DAYS = 30
# A template with thousands of fillings shares its bands with all of them. Only the first originals in a band are
# remembered, and an article is compared with those with which it shares most bands.
ORIGINALS_PER_BAND = 100
COMPARISONS = 25

_WORD = re.compile(r"[^\W_]+")

Hashes = npt.NDArray[np.uint64]


def bands(articles: pl.DataFrame) -> pl.DataFrame:
    """Rows of schemas.ArticleBands for articles (article_id, text); articles of fewer than LEAST_WORDS words have none.

    The same text has the same bands in every process and on every machine.
    """
    ids, shingles = [], []
    for article_id, text in articles.select("article_id", "text").iter_rows():
        words = _words(text)
        if len(words) >= LEAST_WORDS:
            ids.append(article_id)
            shingles.append(_shingle_hashes(words))
    if not ids:
        return ArticleBands.no_rows()
    digests = RMinHash.digest_matrix_from_token_hash_sets(shingles, BANDS * ROWS, SEED).to_rows()
    rows = [
        (article_id, band, _band_hash(digest[band * ROWS : (band + 1) * ROWS]))
        for article_id, digest in zip(ids, digests, strict=True)
        for band in range(BANDS)
    ]
    return pl.DataFrame(rows, schema=ArticleBands.dtypes(), orient="row")


def mark(new: pl.DataFrame, new_bands: pl.DataFrame, known: pl.DataFrame, known_bands: pl.DataFrame) -> pl.DataFrame:
    """Which of the new articles are copies: article_id, duplicate_of, is_identical; sorted by article_id.

    `new` and `known` have article_id, uri, content_id, text and published_at, `known` also duplicate_of; of the known
    articles only those matter that share a band or content_id with a new one. A known article that a new one replaces
    (same article_id or uri) is left out of account, and so are the copies of one whose text is replaced.

    `duplicate_of` is an original: an article that is no copy itself, known ones before new ones, and these in the order
    of publication, uri and id; the order of the rows changes nothing. Who is dated more than REPRINT_DAYS apart from an
    original is no copy of it. `is_identical` says that the text is letter for
    letter that of an article before it, be it the original or another copy.
    """
    ordered = _in_printings(_in_order(new, _standing(known, new)))
    firsts = ordered.unique("printing", keep="first", maintain_order=True)
    near = _near_copies(firsts, pl.concat([new_bands, known_bands.join(new, on="article_id", how="anti")]))
    nearly = pl.col("first_id").replace_strict(near, default=None, return_dtype=pl.String())
    originals = firsts.select("printing", "known_original", first_id="article_id").select(
        "printing", "first_id", original=pl.coalesce(nearly, "known_original", "first_id")
    )
    return (
        ordered.filter("is_new")
        .join(originals, on="printing", how="left")
        .filter(pl.col("article_id") != pl.col("original"))
        .select("article_id", duplicate_of="original", is_identical=pl.col("article_id") != pl.col("first_id"))
        .sort("article_id")
    )


def _standing(known: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The known articles that the new ones leave as they are."""
    kept = known.join(new, on="article_id", how="anti").join(new, on="uri", how="anti")
    gone = known.join(kept, on="article_id", how="anti").select(duplicate_of="article_id")
    return kept.join(gone, on="duplicate_of", how="anti")


def _in_order(new: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """All articles, known originals before known copies before new ones, each lot by publication, uri and id."""
    columns = ("article_id", "uri", "content_id", "text", "published_at")
    return pl.concat(
        [
            known.select(*columns, known_original="duplicate_of", is_new=pl.lit(value=False)),
            new.select(*columns, known_original=pl.lit(None, pl.String()), is_new=pl.lit(value=True)),
        ]
    ).sort("is_new", pl.col("known_original").is_not_null(), "published_at", "uri", "article_id", nulls_last=True)


def _in_printings(ordered: pl.DataFrame) -> pl.DataFrame:
    """`ordered` with `printing`: the same for articles of one text that were published at about the same time.

    The first of a text in that order opens a printing, and so does each that is dated too far from those before; an
    article without a date belongs to the first.
    """
    opened: dict[str, list[dt.datetime | None]] = {}
    printings = []
    for content_id, published_at in ordered.select("content_id", "published_at").iter_rows():
        starts = opened.setdefault(content_id, [])
        number = next((at for at, start in enumerate(starts) if _is_close(start, published_at)), len(starts))
        if number == len(starts):
            starts.append(published_at)
        printings.append(f"{content_id}/{number}")
    return ordered.with_columns(printing=pl.Series(printings, dtype=pl.String()))


def _is_close(one: dt.datetime | None, other: dt.datetime | None) -> bool:
    return one is None or other is None or abs(one - other) <= dt.timedelta(days=REPRINT_DAYS)


def _near_copies(firsts: pl.DataFrame, all_bands: pl.DataFrame) -> dict[str, str]:
    """New article -> the original that it nearly repeats; `firsts` are articles of different printings, in order."""
    possible = firsts.filter(pl.col("known_original").is_null()).with_row_index("position")
    shared = (
        all_bands.join(possible, on="article_id", how="semi")
        .filter(pl.len().over("band", "band_hash") > 1)
        .group_by("article_id")
        .agg("band", "band_hash")
        .join(possible, on="article_id")
        .sort("position")
    )
    ids: dict[int, str] = {}
    shingles: dict[int, Hashes] = {}
    originals_by_band: dict[tuple[int, int], list[int]] = {}
    copies: dict[str, str] = {}
    dates: dict[int, dt.datetime | None] = {}
    columns = ("position", "article_id", "text", "published_at", "is_new", "band", "band_hash")
    for position, article_id, text, published_at, is_new, *of_bands in shared.select(columns).iter_rows():
        keys = list(zip(*of_bands, strict=True))
        own = np.unique(np.array(_shingle_hashes(_words(text)), dtype=np.uint64))
        if is_new:
            candidates = _most_shared(originals_by_band.get(key, []) for key in keys)
            close = (other for other in candidates if _is_close(dates[other], published_at))
            original = next((other for other in close if resemblance(own, shingles[other]) >= THRESHOLD), None)
            if original is not None:
                copies[article_id] = ids[original]
                continue
        ids[position], shingles[position], dates[position] = article_id, own, published_at
        for key in keys:
            originals = originals_by_band.setdefault(key, [])
            if len(originals) < ORIGINALS_PER_BAND:
                originals.append(position)
    return copies


def _most_shared(originals: Iterable[list[int]]) -> list[int]:
    """The originals that share most bands; of those that share as many, the first."""
    counts = Counter(chain.from_iterable(originals))
    return sorted(counts, key=lambda position: (-counts[position], position))[:COMPARISONS]


def resemblance(one: Hashes, other: Hashes) -> float:
    """The Jaccard index of two sorted arrays of different hashes; 0 where the sizes alone keep it below THRESHOLD."""
    if min(len(one), len(other)) < THRESHOLD * max(len(one), len(other)):
        return 0.0
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _shingle_hashes(words: list[str]) -> list[int]:
    """64-bit hashes of all runs of SHINGLE_WORDS words."""
    shingles = map(" ".join, zip(*(words[offset:] for offset in range(SHINGLE_WORDS)), strict=False))
    hashes: list[int] = RMinHash.hash_token_sets([list(shingles)])[0]
    return hashes


def _band_hash(rows: list[int]) -> int:
    """The rows of a band as one signed 64-bit number, DuckDB's BIGINT."""
    data = np.array(rows, dtype="<u4").tobytes()
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little", signed=True)
