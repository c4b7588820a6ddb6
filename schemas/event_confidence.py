"""How often events for which so much speaks were right, as seeds/event_confidence.csv has it."""

from schemas.table import Table, required

SHARE_PATTERN = r"^(0\.\d+|1\.0+)$"


class EventConfidence(Table):
    """One point of the line from what speaks for an event to the share of such events that were right."""

    strength: str = required("What speaks for the event, 0 to 1; see transforms/events/confidence.py.")
    confidence: str = required("The share of right ones at this point.", str_matches=SHARE_PATTERN)
    mentions: str = required("How many events it was counted over.", str_matches=r"^\d+$")
