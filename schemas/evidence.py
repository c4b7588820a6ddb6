"""Which words a span must give: the column that has to equal `articles.text[start_char:end_char]`.

Every span of every table is listed. None says that the row does not repeat the words (`source_start_char` of an event
mention points at a name that stands in `actor_mentions`), or gives them in another form (`sentences.text` is restored).
A test holds the list against the models.
"""

from typing import NamedTuple

from schemas.actors import ActorMentions
from schemas.articles import Articles, Sentences
from schemas.events import EventMentions, EventQuantities
from schemas.quotes import Quotes
from schemas.table import Table

EVIDENCE: dict[type[Table], dict[str, str | None]] = {
    # Metadata gives these in its own spelling and in full; the span is where the text has them.
    Articles: {
        "publisher_start_char": None,
        "title_start_char": None,
        "byline_start_char": None,
        "dateline_start_char": "dateline",
    },
    Sentences: {"start_char": None},
    ActorMentions: {"start_char": "text"},
    EventMentions: {"start_char": "trigger", "source_start_char": None, "target_start_char": None},
    EventQuantities: {"start_char": "text"},
    Quotes: {"start_char": "text", "speaker_start_char": "speaker_text", "cue_start_char": "cue"},
}


class Evidence(NamedTuple):
    """`text[start:end]` must equal `words`; with `words` None it must only lie within the text. All are columns."""

    start: str
    end: str
    words: str | None


def evidence(model: type[Table]) -> tuple[Evidence, ...]:
    """The spans of a table, with the columns that repeat their words."""
    return tuple(Evidence(start, end, EVIDENCE[model][start]) for start, end in model.spans())
