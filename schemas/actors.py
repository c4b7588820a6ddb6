"""Actors and the places where they are named."""

import datetime as dt

from schemas.table import COUNTRY_PATTERN, ID_PATTERN, Table, column, key, required, run_column
from schemas.vocabulary import ACTOR_KINDS, MENTION_FORMS, SECTORS


class Actors(Table):
    """One real-world actor: a person, organization, country or group, or an unnamed role such as 'PRK officials'."""

    actor_id: str = key("Id, derived from what identifies the actor.", str_matches=ID_PATTERN)
    name: str = required("The actor's name as written, longest form known.", str_length={"min_value": 1})
    kind: str = required("What the actor is.", isin=ACTOR_KINDS)
    country: str = column("ISO 3166 alpha-3 code; also UNO, EUR, IGO.", str_matches=COUNTRY_PATTERN)
    sector: str = column("PLOVER sector code, that of most mentions; see actor_mentions.sector.", isin=SECTORS)
    title: str = column("Office or function by which the actor is called.")
    is_generic: bool = required("An unnamed role ('North Korean officials') rather than one identified actor.")
    wikidata_id: str = column("Wikidata's id, where the reference tables know it.", str_matches=r"^Q[1-9][0-9]*$")
    first_seen: dt.date = column("Earliest day of publication of an article that mentions the actor; null if unknown.")
    last_seen: dt.date = column("Latest day of publication of an article that mentions the actor; null if unknown.")
    run_id: str = run_column()


class ActorMentions(Table):
    """One place where an actor is named, titled or referred to by a pronoun."""

    mention_id: str = key("Id, derived from article, span and form.", str_matches=ID_PATTERN)
    article_id: str = required("The article.", references="articles.article_id")
    sentence_id: str = required("The sentence.", references="sentences.sentence_id")
    actor_id: str = column(
        "The actor; null when a title or pronoun could not be resolved.", references="actors.actor_id"
    )
    start_char: int = required("Start in articles.text.", ge=0)
    end_char: int = required("End in articles.text, exclusive.", ge=0)
    text: str = required("The words of the mention: articles.text[start_char:end_char].", str_length={"min_value": 1})
    form: str = required("How the actor is referred to.", isin=MENTION_FORMS)
    country: str = column("The actor's country as this article shows it.", str_matches=COUNTRY_PATTERN)
    sector: str = column(
        "The actor's sector at this article's date: GOV of a person in office, ELI after it.", isin=SECTORS
    )
    confidence: float = required("How sure the resolution to the actor is, 0 to 1.", ge=0, le=1)
    run_id: str = run_column()
