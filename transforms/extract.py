"""An article's rows: what is found in a batch of articles, as frames that name no other article.

This is the part that costs time, and the part that runs in worker processes. What the rows share across articles
(codes, events, one row an actor) is added by `link`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from spacy.language import Language

from schemas import ActorMentions, Actors, EventMentions, EventQuantities, QuoteActors, Quotes, Sentences
from schemas.table import Table
from transforms import annotate
from transforms.actors import mentions as actors
from transforms.articles import blocks
from transforms.circumstances import date_bounds
from transforms.document import Document, Event, LocalActor, Mention, Quote
from transforms.events import find as events
from transforms.extracted import EXTRACTED, ArticleDates, extracted_dtypes
from transforms.ids import content_id
from transforms.layout import INSERTED
from transforms.quotes import find as quotes
from transforms.reference import Reference
from transforms.reference import load as load_reference
from transforms.restore import readable as restore

# Of what is found in text that lost its punctuation, the shares that are found in the same articles undamaged (134
# openly licensed ones, same words, actors and type); of text that lost its case alone (30 articles in capitals).
EVENTS_AS_UNDAMAGED, MENTIONS_AS_UNDAMAGED, WITH_PUNCTUATION = 0.68, 0.80, 0.97

Row = dict[str, Any]
Rows = dict[type[Table], list[Row]]


def extract(articles: pl.DataFrame, nlp: Language, reference: Reference | None = None) -> dict[str, pl.DataFrame]:
    """Table name -> rows found in the articles.

    `articles` has article_id, text, title, published_at, is_cased, is_punctuated, and uri and url where they are known;
    every article is read to the end or the first error is raised, so a caller that wants the others must leave the
    faulty one out. `reference` is what is known of actors, that of seeds/ unless given.
    """
    known = reference or load_reference()
    rows: Rows = {table: [] for table in EXTRACTED}
    # Words that no other batch shares are forgotten with the batch: else a worker grows with all the typing errors in
    # the world. No Doc may be used after it.
    with nlp.memory_zone():
        for document in documents(articles, nlp, known):
            _write(document, known, rows)
    return {
        table.sql_name(): pl.DataFrame(rows[table], schema=extracted_dtypes(table), orient="row") for table in EXTRACTED
    }


def documents(articles: pl.DataFrame, nlp: Language, reference: Reference) -> Iterator[Document]:
    """The articles, parsed and with all findings; columns as `extract` takes them."""
    records = articles.to_dicts()
    layouts = [blocks.split(record["text"], record["title"]) for record in records]
    readables = [
        restore.readable(
            record["text"], layout.blocks, is_cased=record["is_cased"], is_punctuated=record["is_punctuated"]
        )
        for record, layout in zip(records, layouts, strict=True)
    ]
    parsed = annotate.parse(nlp, readables)
    for record, layout, readable, doc in zip(records, layouts, readables, parsed, strict=True):
        document = Document(
            article_id=record["article_id"],
            text=record["text"],
            published_at=record["published_at"],
            blocks=layout.blocks,
            readable=readable,
            doc=doc,
            dateline=record["text"][slice(*layout.dateline)] if layout.dateline else None,
            uri=record.get("uri"),
            url=record.get("url"),
        )
        actors.find_mentions(document, reference)
        if date_bounds.date(document, reference):
            actors.find_mentions(document, reference)  # offices, and whose a name is, depend on the date
        quotes.find_quotes(document)
        events.find_events(document)
        yield document


def _write(document: Document, reference: Reference, rows: Rows) -> None:
    sentences = _sentences(document)
    rows[Sentences] += sentences.rows
    mention_ids = _write_actors(document, reference, sentences, rows)
    _write_quotes(document, sentences, mention_ids, rows)
    _write_events(document, sentences, rows)
    if document.dating:
        rows[ArticleDates].append(date_bounds.columns(document.article_id, document.dating))


class _Sentences:
    """The sentences of a document as rows, and the way from a token to its sentence."""

    def __init__(self, rows: list[Row], id_by_token: list[str | None]) -> None:
        self.rows = rows
        self._id_by_token = id_by_token

    def id_of(self, token: int) -> str:
        sentence_id = self._id_by_token[token]
        if sentence_id is None:
            raise ValueError(f"token {token} is in no sentence")
        return sentence_id


def _sentences(document: Document) -> _Sentences:
    """Parsed sentences, and the blocks that were kept from the parser, in the order of the article."""
    article_id = document.article_id
    found: list[tuple[int, int, str, bool]] = []
    id_by_token: list[str | None] = [None] * len(document.doc)
    for sentence in document.doc.sents:
        if all(token.is_space for token in sentence):
            continue
        # A mark that the restorer put in, and that the parser made a sentence of its own.
        if (document.readable.origin[sentence.start_char : sentence.end_char] == INSERTED).all():
            continue
        start, end = document.source_span(sentence.start, sentence.end)
        source = document.text[start:end]
        found.append((start, end, sentence.text.strip() if document.readable.is_restored else source, False))
        id_by_token[sentence.start : sentence.end] = [content_id("sen", article_id, start, end)] * len(sentence)
    for block in document.blocks:
        if block.kind in ("boilerplate", "byline"):
            found.append((block.start, block.end, document.text[block.start : block.end], True))
    rows = [
        {
            "sentence_id": content_id("sen", article_id, start, end),
            "article_id": article_id,
            "sentence_no": number,
            "start_char": start,
            "end_char": end,
            "text": text,
            "is_boilerplate": is_boilerplate,
        }
        for number, (start, end, text, is_boilerplate) in enumerate(sorted(found), 1)
    ]
    return _Sentences(rows, id_by_token)


def _lowered(document: Document, confidence: float, share: float) -> float:
    """A confidence as it is, times `share` where punctuation is lost."""
    if not document.readable.is_restored:
        return confidence
    return round(confidence * (share if document.readable.is_repunctuated else WITH_PUNCTUATION), 4)


def _actor_id(actor: LocalActor | None) -> str | None:
    return None if actor is None else content_id("act", actor.key)


def _write_actors(document: Document, reference: Reference, sentences: _Sentences, rows: Rows) -> dict[int, str]:
    """Rows of mentions and of the actors they name; gives the ids of the mentions by their first token."""
    actors_here: dict[str, Row] = {}
    mention_ids: dict[int, str] = {}
    for mention in document.mentions:
        start, end = document.source_span(mention.start, mention.end)
        mention_id = content_id("men", document.article_id, start, end, mention.form)
        mention_ids[mention.start] = mention_id
        rows[ActorMentions].append(
            {
                "mention_id": mention_id,
                "article_id": document.article_id,
                "sentence_id": sentences.id_of(mention.start),
                "actor_id": _actor_id(mention.actor),
                "start_char": start,
                "end_char": end,
                "text": document.text[start:end],
                "form": mention.form,
                "country": mention.actor.country if mention.actor else None,
                "sector": _sector(mention),
                "confidence": _lowered(document, mention.confidence, MENTIONS_AS_UNDAMAGED),
            }
        )
        actor = mention.actor
        if actor is None:
            continue
        known = reference.by_key(actor.key)
        row = actors_here.setdefault(
            actor.key,
            {
                "actor_id": _actor_id(actor),
                "name": actor.name,
                "kind": actor.kind,
                "country": actor.country,
                "sector": actor.sector,
                "title": actor.title,
                "is_generic": actor.is_generic,
                "wikidata_id": known.wikidata_id if known else None,
                "article_id": document.article_id,
                "mention_count": 0,
            },
        )
        row["mention_count"] += 1
    rows[Actors] += actors_here.values()
    return mention_ids


def _span_columns(document: Document, name: str, span: tuple[int, int] | None) -> Row:
    """`<name>_start_char` and `<name>_end_char` of a span of tokens, null for none."""
    start, end = document.source_span(*span) if span else (None, None)
    return {f"{name}_start_char": start, f"{name}_end_char": end}


def _text(document: Document, span: tuple[int, int] | None) -> str | None:
    """The article's own words of a span of tokens."""
    return document.text[slice(*document.source_span(*span))] if span else None


def _text_and_span(document: Document, name: str, text_column: str, span: tuple[int, int] | None) -> Row:
    columns = _span_columns(document, name, span)
    start, end = columns.values()
    return columns | {text_column: document.text[start:end] if span else None}


def _first_per_span(quotes_found: Sequence[Quote]) -> list[Quote]:
    """Of quotes with the same span the most confident one: a span is one row."""
    best: dict[tuple[int, int], Quote] = {}
    for quote in quotes_found:
        kept = best.setdefault((quote.start, quote.end), quote)
        if quote.confidence > kept.confidence:
            best[quote.start, quote.end] = quote
    return list(best.values())


def _write_quotes(document: Document, sentences: _Sentences, mention_ids: dict[int, str], rows: Rows) -> None:
    article_id = document.article_id
    utterance_starts: dict[int, int] = {}
    mentions = sorted(document.mentions, key=lambda mention: mention.start)
    starts = [mention.start for mention in mentions]
    for quote in _first_per_span(document.quotes):
        start, end = document.source_span(quote.start, quote.end)
        quote_id = content_id("quo", article_id, start, end)
        first = utterance_starts.setdefault(quote.utterance, start)
        parent = document.source_span(*quote.parent_span) if quote.parent_span else None
        rows[Quotes].append(
            {
                "quote_id": quote_id,
                "utterance_id": content_id("utt", article_id, quote.utterance, first),
                "article_id": article_id,
                "sentence_id": sentences.id_of(quote.start),
                "speaker_actor_id": _actor_id(quote.speaker.actor) if quote.speaker else None,
                **_text_and_span(document, "speaker", "speaker_text", quote.speaker_span),
                **_text_and_span(document, "cue", "cue", quote.cue_span),
                "kind": quote.kind,
                "text": document.text[start:end],
                "start_char": start,
                "end_char": end,
                "parent_quote_id": content_id("quo", article_id, *parent) if parent else None,
                "is_anonymous": quote.is_anonymous if quote.speaker_span else None,
                "addressee": _text(document, quote.addressee_span),
                "addressee_actor_id": _actor_id(quote.addressee.actor) if quote.addressee else None,
                "medium": _text(document, quote.medium_span),
                "said_on": quote.said_on,
                "evidence": quote.evidence,
                "confidence": quote.confidence,
            }
        )
        for mention in mentions[bisect_left(starts, quote.start) : bisect_left(starts, quote.end)]:
            if mention.end <= quote.end and mention.actor is not None:
                rows[QuoteActors].append(
                    {
                        "quote_id": quote_id,
                        "actor_id": _actor_id(mention.actor),
                        "mention_id": mention_ids[mention.start],
                    }
                )


def _mention_span(mention: Mention | None) -> tuple[int, int] | None:
    return None if mention is None else (mention.start, mention.end)


def _sector(mention: Mention | None) -> str | None:
    return mention.actor.sector if mention and mention.actor else None


def _reporter(document: Document, event: Event) -> LocalActor | None:
    """The speaker of the innermost quote that holds the trigger; None outside of quotes, or where nobody is known."""
    around = [quote for quote in document.quotes if quote.start <= event.start and event.end <= quote.end]
    innermost = min(around, key=lambda quote: (quote.end - quote.start, -quote.confidence), default=None)
    return innermost.speaker.actor if innermost is not None and innermost.speaker is not None else None


def _event_row(document: Document, sentences: _Sentences, event: Event) -> Row:
    start, end = document.source_span(event.start, event.end)
    source = _span_columns(document, "source", _mention_span(event.source))
    target = _span_columns(document, "target", _mention_span(event.target))
    arguments = (source["source_start_char"], target["target_start_char"])
    when, place = event.when, event.place
    return {
        "event_mention_id": content_id("evm", document.article_id, start, end, *arguments, event.rule_id),
        "article_id": document.article_id,
        "sentence_id": sentences.id_of(event.start),
        "start_char": start,
        "end_char": end,
        "trigger": document.text[start:end],
        "source_actor_id": _actor_id(event.source.actor) if event.source else None,
        **source,
        "source_sector": _sector(event.source),
        "target_actor_id": _actor_id(event.target.actor) if event.target else None,
        **target,
        "target_sector": _sector(event.target),
        "reported_by_actor_id": _actor_id(_reporter(document, event)),
        "status": event.status,
        "event_date": when.date if when else None,
        "event_date_precision": when.precision if when else "unknown",
        "date_text": document.text[slice(*document.source_span(*when.span))] if when else None,
        "place_name": place.name if place else None,
        "place_country": place.country if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "rule_id": event.rule_id,
        "confidence": _lowered(document, event.confidence, EVENTS_AS_UNDAMAGED),
    }


def _write_events(document: Document, sentences: _Sentences, rows: Rows) -> None:
    written: set[str] = set()
    for event in document.events:
        row = _event_row(document, sentences, event)
        event_mention_id = row["event_mention_id"]
        if event_mention_id in written:
            continue
        written.add(event_mention_id)
        rows[EventMentions].append(row)
        for quantity in event.quantities:
            start, end = document.source_span(quantity.start, quantity.end)
            rows[EventQuantities].append(
                {
                    "event_mention_id": event_mention_id,
                    "kind": quantity.kind,
                    "value_low": quantity.low,
                    "value_high": quantity.high,
                    "unit": quantity.unit,
                    "text": document.text[start:end],
                    "article_id": document.article_id,
                    "start_char": start,
                    "end_char": end,
                }
            )
