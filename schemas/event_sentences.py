"""The table in seeds/ of labelled sentences: what each reports, for training and measuring the coding of events."""

from schemas.events import ROOT_PATTERN
from schemas.table import Table, column, required
from schemas.vocabulary import EVENT_TYPES, STATUSES


class EventSentences(Table):
    """One event that a text reports; a text with several has a row for each, a text with none one row.

    An appeal ("urged", "called on") is no event, and has the type NONE and the CAMEO root 02, beside events or alone.
    """

    text: str = required("The text, a sentence or two.", str_matches=r"^\S(.*\S)?$")
    source: str = column("Who acts, as the text has it; null where it names nobody.")
    target: str = column("Who is acted upon, as the text has it; null where it names nobody.")
    event_type: str = required(
        "PLOVER event type, or NONE where the text reports no event, or an appeal.", isin=(*EVENT_TYPES, "NONE")
    )
    cameo_root: str = column("First two digits of the CAMEO code.", str_matches=ROOT_PATTERN)
    status: str = column("Whether it took place; null for NONE.", isin=STATUSES)
    trigger: str = column("The words that state the event, or, for NONE, that mislead.")
