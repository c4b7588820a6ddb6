"""From sources to described articles: which are new, which are known, which are copies, which were refused."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from flows.selection import Part
from flows.sources import RawDocument, Refusal
from flows.staging import Staging
from schemas import ArticleBands
from schemas.check import REFUSED_COLUMNS
from transforms.articles import describe as describing
from transforms.articles import duplicates

CHUNK_DOCUMENTS = 256
CHUNK_CHARACTERS = 4_000_000

RAW_SCHEMA: dict[str, pl.DataType] = {
    "uri": pl.String(),
    "url": pl.String(),
    "publisher": pl.String(),
    "title": pl.String(),
    "byline": pl.String(),
    "published_at": pl.Datetime("us"),
    "text": pl.String(),
}
# What is remembered of an article for the rest of the run; its text stays in the staging folder.
INDEX_SCHEMA: dict[str, pl.DataType] = {
    "article_id": pl.String(),
    "uri": pl.String(),
    "content_id": pl.String(),
    "published_at": pl.Datetime("us"),
    "word_count": pl.Int64(),
    "language": pl.String(),
    "not_extracted_reason": pl.String(),
}


# A query on the published tables; frames can be named in it.
Query = Callable[..., pl.DataFrame]


@dataclass
class Ingested:
    """What came in. `index` has a row for each article to add (columns of INDEX_SCHEMA and duplicate_of); what a
    backfill does not want is `passed_over`.
    """

    index: pl.DataFrame
    bands: pl.DataFrame
    inputs: int = 0
    known: int = 0
    passed_over: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def chunks(
    documents: Iterable[RawDocument | Refusal], most: int = CHUNK_DOCUMENTS
) -> Iterator[list[RawDocument | Refusal]]:
    """Documents in lists of bounded number and length."""
    chunk: list[RawDocument | Refusal] = []
    characters = 0
    for document in documents:
        chunk.append(document)
        characters += len(document.text) if isinstance(document, RawDocument) else 0
        if len(chunk) >= most or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def ingest(
    documents: Iterable[RawDocument | Refusal],
    known: pl.DataFrame,
    staging: Staging,
    advance: Callable[[int], None],
    part: Part | None = None,
) -> Ingested:
    """Read all documents, or those of a part of a backfill; describe those whose article_id is not in `known`, and
    stage them.

    Of several texts under one uri the one published last stays (of equals the one with the greatest id, so that the
    order of reading does not matter); the others are refused with that reason.
    """
    seen: set[str] = set(known["article_id"])
    indexes, bands = [pl.DataFrame(schema=INDEX_SCHEMA)], [ArticleBands.no_rows()]
    result = Ingested(indexes[0], bands[0])
    most = CHUNK_DOCUMENTS if part is None else min(CHUNK_DOCUMENTS, part.articles)
    for chunk in chunks(documents, most):
        result.inputs += sum(not (isinstance(d, Refusal) and d.document_kept) for d in chunk)
        result.refusals += [document for document in chunk if isinstance(document, Refusal)]
        raw = [_raw_row(document) for document in chunk if isinstance(document, RawDocument)]
        described = describing.describe(pl.DataFrame(raw, schema=RAW_SCHEMA))
        unknown = described.filter(~pl.col("article_id").is_in(seen))
        fresh = unknown.unique("article_id", keep="first", maintain_order=True)  # a limit takes the first ones
        result.known += described.height - fresh.height
        if part is not None:
            wanted = part.selection.of(fresh)
            result.passed_over += fresh.height - wanted.height
            fresh = wanted if part.left is None else wanted.head(part.left)
            part.left = None if part.left is None else part.left - fresh.height
        seen.update(fresh["article_id"])
        if fresh.height:
            staging.append(fresh)
            indexes.append(fresh.select(list(INDEX_SCHEMA)))
            bands.append(duplicates.bands(fresh))
        advance(len(chunk))
        if part is not None and (sum(index.height for index in indexes) >= part.articles or part.left == 0):
            break
    else:
        if part is not None:
            part.is_last = True
    result.index, result.refusals = _one_per_uri(pl.concat(indexes), result.refusals)
    result.bands = pl.concat(bands).join(result.index, on="article_id", how="semi")
    return result


def _raw_row(document: RawDocument) -> dict[str, str | dt.datetime | None]:
    return {name: getattr(document, name) for name in RAW_SCHEMA}


def _one_per_uri(index: pl.DataFrame, refusals: list[Refusal]) -> tuple[pl.DataFrame, list[Refusal]]:
    ordered = index.sort("uri", "published_at", "article_id", nulls_last=False)
    kept = ordered.unique("uri", keep="last", maintain_order=True)
    superseded = ordered.join(kept, on="article_id", how="anti")
    late = dict(kept.select("uri", "article_id").iter_rows())
    for uri, article_id in superseded.select("uri", "article_id").iter_rows():
        reason = f"this run brought a later text under the same uri; that one is kept, as {late[uri]}"
        refusals.append(Refusal(uri=uri, check_name="superseded", reason=reason, row={"article_id": article_id}))
    return kept, refusals


def without_earlier(found: Ingested, query: Query) -> int:
    """Drop the articles whose uri has a text that was published later; gives their number.

    A night brings the latest text of a uri, an archive may bring an old one.
    """
    shown = query(
        "SELECT uri, published_at AS shown_at, article_id AS shown_id FROM articles SEMI JOIN fresh USING (uri)",
        fresh=found.index.select("uri"),
    )
    day = pl.col("published_at")
    is_earlier = (day.is_null() & pl.col("shown_at").is_not_null()) | (day < pl.col("shown_at"))
    at_once = day.eq_missing(pl.col("shown_at")) & (pl.col("article_id") < pl.col("shown_id"))
    earlier = found.index.join(shown, on="uri").filter((is_earlier | at_once).fill_null(value=False))
    found.index = found.index.join(earlier, on="article_id", how="anti")
    found.bands = found.bands.join(found.index, on="article_id", how="semi")
    return earlier.height


def published_copies(found: Ingested, query: Query, gone: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The published articles that may be copies of those that came, but for those that go, and their bands: `known`
    and `known_bands` of `find_copies`.
    """
    known = query(
        """
        SELECT article_id, content_id, text, published_at, uri, duplicate_of FROM articles
        WHERE article_id NOT IN (SELECT article_id FROM gone) AND (
            content_id IN (SELECT content_id FROM fresh)
            OR article_id IN (SELECT article_id FROM meta.article_bands SEMI JOIN bands USING (band, band_hash)))
        """,
        gone=gone,
        fresh=found.index.select("content_id"),
        bands=found.bands.select("band", "band_hash"),
    )
    bands = "SELECT * FROM meta.article_bands SEMI JOIN known USING (article_id)"
    return known, query(bands, known=known.select("article_id"))


def find_copies(ingested: Ingested, staging: Staging, known: pl.DataFrame, known_bands: pl.DataFrame) -> pl.DataFrame:
    """`ingested.index` with duplicate_of, and with a reason where a text is not extracted a second time.

    `known` holds the published articles that share a band or a content_id with one of these (the columns that
    `duplicates.mark` asks for), `known_bands` their bands.
    """
    index, bands = ingested.index, ingested.bands
    shared = bands.select("band", "band_hash").vstack(known_bands.select("band", "band_hash"))
    shared = shared.filter(shared.is_duplicated()).unique()
    content = index.select("content_id").vstack(known.select("content_id"))
    content = content.filter(content.is_duplicated()).unique()
    suspects = pl.concat(
        [
            bands.join(shared, on=["band", "band_hash"], how="semi").select("article_id"),
            index.join(content, on="content_id", how="semi").select("article_id"),
        ]
    ).unique()
    ingested_articles = staging.ingested()
    if not suspects.height or ingested_articles is None:
        return index.with_columns(duplicate_of=pl.lit(None, pl.String))
    candidates = (
        ingested_articles.select("article_id", "content_id", "uri", "published_at", "text")
        .join(suspects.lazy(), on="article_id", how="semi")
        .collect()
    )
    marked = duplicates.mark(candidates, bands.join(suspects, on="article_id", how="semi"), known, known_bands)
    identical = pl.lit("the same text came in another article, and is extracted once")
    return (
        index.join(marked, on="article_id", how="left")
        .with_columns(
            not_extracted_reason=pl.coalesce(
                "not_extracted_reason", pl.when(pl.col("is_identical").fill_null(value=False)).then(identical)
            )
        )
        .drop("is_identical")
    )


def refused_rows(refusals: Iterable[Refusal]) -> pl.DataFrame:
    """Refusals as rows of REFUSED_COLUMNS: they would have gone to the table of articles."""
    rows = [
        {
            "table_name": "articles",
            "check_name": refusal.check_name,
            "reason": refusal.reason,
            "uri": refusal.uri,
            "row": json.dumps(refusal.row, default=str, sort_keys=True),
        }
        for refusal in refusals
    ]
    return pl.DataFrame(rows, schema=REFUSED_COLUMNS)
