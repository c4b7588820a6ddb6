"""What a table is: one Pandera model a table, from which everything else about the table is derived.

`table` holds what all models share, `vocabulary` the closed lists of values, `check` the validation that splits good
rows from bad. The models themselves are in `articles`, `actors`, `quotes`, `events` and `meta`.
"""

from schemas.actors import ActorMentions, Actors
from schemas.articles import Articles, Sentences
from schemas.events import EventContexts, EventMentions, EventQuantities, Events
from schemas.meta import ArticleBands, Changes, ForeignKeys, Quarantine, RunMetrics, Runs, SchemaVersion, TableStats
from schemas.quotes import QuoteActors, Quotes
from schemas.table import Table

SCHEMA_VERSION = 2

# Parents before children: this is the order in which tables are checked and published.
MAIN_TABLES: tuple[type[Table], ...] = (
    Articles,
    Sentences,
    Actors,
    ActorMentions,
    Events,
    EventMentions,
    Quotes,
    QuoteActors,
    EventContexts,
    EventQuantities,
)
META_TABLES: tuple[type[Table], ...] = (
    Runs,
    Quarantine,
    ForeignKeys,
    SchemaVersion,
    TableStats,
    RunMetrics,
    ArticleBands,
    Changes,
)

__all__ = [
    "MAIN_TABLES",
    "META_TABLES",
    "SCHEMA_VERSION",
    "ActorMentions",
    "Actors",
    "ArticleBands",
    "Articles",
    "Changes",
    "EventContexts",
    "EventMentions",
    "EventQuantities",
    "Events",
    "ForeignKeys",
    "Quarantine",
    "QuoteActors",
    "Quotes",
    "RunMetrics",
    "Runs",
    "SchemaVersion",
    "Sentences",
    "Table",
    "TableStats",
]
