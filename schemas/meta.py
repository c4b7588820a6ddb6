"""Tables about the tables: runs, quarantine and what a reader needs to trust the file (schema `meta`)."""

import datetime as dt

from schemas.table import ID_PATTERN, Table, column, key, required, run_column
from schemas.vocabulary import CHANGED_SUBJECTS, CHANGES, RUN_KINDS, RUN_OUTCOMES, STATUSES


class Meta(Table):
    """A table of the schema `meta`."""

    @classmethod
    def sql_schema(cls) -> str:
        """`meta`."""
        return "meta"


class Runs(Meta):
    """The ledger: one row a run, whatever its outcome."""

    run_id: str = key("Id of the run: its start in UTC, unless the caller named it.")
    run_no: int = required(
        "Counts the runs, whatever the clock says: a clock that is set back does not change their order. 0 for a run "
        "that a version before schema 2 left beside the file.",
        ge=0,
    )
    kind: str = required(
        "night: all sources; reprocess: published articles read anew; backfill: an archive, a part at a time; restore: "
        "an earlier generation put back.",
        isin=RUN_KINDS,
    )
    started_at: dt.datetime = required("Start, naive UTC, as the clock had it.")
    ended_at: dt.datetime = column("End, naive UTC; null while it runs, or when it was killed.")
    outcome: str = required("How it ended.", isin=RUN_OUTCOMES)
    message: str = column("Why it was refused or failed, or what was restored.")
    warnings: str = column(
        "What was unusual about a run that published, against the nights before it: a JSON list of sentences."
    )
    code_version: str = required("Version of Dateline.")
    model: str = required("Name and version of the spaCy model.")
    rules: str = required("Digest of the seeds that rule extraction.")
    sources: str = required("The sources asked for, as a JSON list.")
    selection: str = column("What of the sources a backfill was asked for, as a JSON object; null for all of them.")
    inputs: int = required("Documents read.", ge=0)
    new_articles: int = required("Articles not seen before, or replaced by a later version.", ge=0)
    known_articles: int = required("Articles already in the warehouse, skipped.", ge=0)
    duplicate_articles: int = required("New articles with the same or nearly the same text as another.", ge=0)
    foreign_language_articles: int = required("New articles that are not in English.", ge=0)
    quarantined_rows: int = required("Rows put into quarantine.", ge=0)
    words: int = column("Words of the articles that were extracted; null in runs of schema version 1.", ge=0)
    seconds: float = column("Wall-clock seconds.", ge=0)
    stage_seconds: str = column("Seconds a stage, as a JSON object.")


class Quarantine(Meta):
    """A row, document or file that was refused, with the reason and all that was known of it."""

    quarantine_id: str = key("Id, derived from run, table, check and row.", str_matches=ID_PATTERN)
    table_name: str = required("The table it would have gone to; 'articles' for what could not be read.")
    check_name: str = required("The check that failed.")
    reason: str = required("What is wrong, in words.")
    uri: str = column("The document it belongs to.")
    row: str = required("The row as JSON.")
    run_id: str = run_column()


class ForeignKeys(Meta):
    """The foreign keys, enforced before each publication."""

    table_name: str = key("The child table.")
    column_name: str = key("Its column.")
    parent_table: str = required("The parent table.")
    parent_column: str = required("The parent's column.")


class SchemaVersion(Meta):
    """The version of the tables' layout."""

    version: int = key("Version, counted up when a column changes.", ge=1)
    words_digest: str = required(
        "Digest of views and comments: they are renewed when a version of Dateline has others."
    )


class TableStats(Meta):
    """Rows of each table after each run."""

    run_id: str = key("The run.", references="meta.runs.run_id")
    table_name: str = key("The table.")
    row_count: int = required("Rows after the run.", ge=0)


class RunMetrics(Meta):
    """What a published run brought, in figures: to compare nights by, and for monitors."""

    run_id: str = key("The run.", references="meta.runs.run_id")
    metric: str = key(
        "new_articles by publisher ('' where none is known), new_rows by table, null_share of a column among the new "
        "rows, unresolved_share: new mentions and quotes without an actor.",
    )
    label: str = key("The publisher, table or column.")
    value: float = required("The count or share.")


class Changes(Meta):
    """What the last publication did to rows that were published before; see the view what_changed.

    Rows that are there still are named by id alone, what was removed is told in full. What is new is not here.
    """

    subject: str = key("What the row is about.", isin=CHANGED_SUBJECTS)
    subject_id: str = key("Its article_id, actor_id, event_id or quote_id.", str_matches=ID_PATTERN)
    change: str = required("What was done; unchanged: read anew, and found to be the same.", isin=CHANGES)
    label: str = column("Of what was removed: headline, name, source with type and target, or speaker.")
    words: str = column("The sentence that reported the event, or the words of the quote.")
    status: str = column("Status of the event.", isin=STATUSES)
    happened_on: dt.date = column("First day of the event, day on which the quote was said.")
    publisher: str = column("Who published the article.")
    published_at: dt.datetime = column("When the article was published, where known.")
    confidence: float = column("Confidence of the event or quote.", ge=0, le=1)
    article_id: str = column("The article it was in; not a key, as that may be gone.")
    run_id: str = run_column()


class ArticleBands(Meta):
    """MinHash bands of each article of 50 words or more: near-duplicates share at least one."""

    article_id: str = key("The article.", references="articles.article_id")
    band: int = key("Number of the band.", ge=0)
    band_hash: int = required("Hash of the band.")
