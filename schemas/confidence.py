"""How often what was found on one kind of evidence was right: the tables that `confidence` is read from."""

from schemas.table import Table, column, required

SPEAKERS_KNOWN = ("actor", "words", "none")
SHARE_PATTERN = r"^(0\.\d+|1\.0+)$"
COUNT_PATTERN = r"^\d+$"


class QuoteConfidence(Table):
    """One class of quotes: by the evidence they were found on, and by what is known of the speaker."""

    evidence: str = column("The construction that shows the quote; empty: over all of them.")
    speaker: str = required(
        "Who it is (actor), only what the article calls it (words), or nothing (none).", isin=SPEAKERS_KNOWN
    )
    confidence: str = required("The share of such quotes that were right.", str_matches=SHARE_PATTERN)
    quotes: str = required("How many such quotes it was counted over.", str_matches=COUNT_PATTERN)


class EventConfidence(Table):
    """One point of the line from what speaks for an event to the share of such events that were right."""

    strength: str = required("How likely the judge takes the event to be, 0 to 1; see transforms/events/judge.py.")
    confidence: str = required("The share of right ones at this point.", str_matches=SHARE_PATTERN)
    mentions: str = required("How many events it was counted over.", str_matches=COUNT_PATTERN)
