"""Quotes: who said what."""

import datetime as dt

from schemas.table import ID_PATTERN, Table, column, key, required, run_column
from schemas.vocabulary import QUOTE_KINDS


class Quotes(Table):
    """One stretch of what somebody said: in their words (direct), the writer's (indirect) or both (mixed)."""

    quote_id: str = key("Id, derived from article and span.", str_matches=ID_PATTERN)
    utterance_id: str = required("Pieces of one utterance share it.", str_matches=ID_PATTERN)
    parent_quote_id: str = column(
        "The quote that this one is part of, where A says that B has said it; null for one that stands alone.",
        references="quotes.quote_id",
    )
    article_id: str = required("The article.", references="articles.article_id")
    sentence_id: str = required("The sentence in which the quote starts.", references="sentences.sentence_id")
    speaker_actor_id: str = column("The speaker; null when not resolved.", references="actors.actor_id")
    speaker_text: str = column("The words that name the speaker.")
    speaker_start_char: int = column("Start of the speaker's words in articles.text.", ge=0)
    speaker_end_char: int = column("End of the speaker's words, exclusive.", ge=0)
    is_anonymous: bool = column(
        "Whether the article leaves the speaker unnamed where a name was to be had: 'a senior official', somebody 'who"
        " asked not to be named'; null without a speaker."
    )
    cue: str = column("The words that report the speech: 'said', 'according to'.")
    cue_start_char: int = column("Start of the cue in articles.text.", ge=0)
    cue_end_char: int = column("End of the cue, exclusive.", ge=0)
    kind: str = required("direct, indirect, or mixed (partly in quotation marks).", isin=QUOTE_KINDS)
    text: str = required("What was said: articles.text[start_char:end_char].", str_length={"min_value": 1})
    start_char: int = required("Start in articles.text.", ge=0)
    end_char: int = required("End in articles.text, exclusive.", ge=0)
    addressee: str = column("To whom it was said, in the article's words ('NK News', 'reporters').")
    addressee_actor_id: str = column(
        "The actor to whom it was said; null when not resolved.", references="actors.actor_id"
    )
    medium: str = column("Where it was said, in the article's words: 'a statement', 'an interview with Radio One'.")
    said_on: dt.date = column("The day it was said, where the article tells.")
    evidence: str = column(
        "How it was found: where the cue stands to words in marks ('after', 'before', 'signed', 'floating'), or the"
        " form of what is reported ('clause', 'adjunct', 'infinitive'); 'weak' where the cue often reports nothing,"
        " 'restored' where case and punctuation had to be restored."
    )
    confidence: float = required(
        "How often quotes on this evidence have both the right words and the right speaker, 0 to 1 (measured).",
        ge=0,
        le=1,
    )
    run_id: str = run_column()


class QuoteActors(Table):
    """An actor spoken about in a quote."""

    quote_id: str = key("The quote.", references="quotes.quote_id")
    actor_id: str = required("The actor spoken about.", references="actors.actor_id")
    mention_id: str = key("Where in the quote the actor is mentioned.", references="actor_mentions.mention_id")
    run_id: str = run_column()
