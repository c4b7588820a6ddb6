"""How often quotes found on one kind of evidence are right, as seeds/quote_confidence.csv has it."""

from schemas.table import Table, column, required

SPEAKERS_KNOWN = ("actor", "words", "none")


class QuoteConfidence(Table):
    """One class of quotes: by the evidence they were found on, and by what is known of the speaker."""

    evidence: str = column("The construction that shows the quote; empty: over all of them.")
    speaker: str = required(
        "Who it is (actor), only what the article calls it (words), or nothing (none).", isin=SPEAKERS_KNOWN
    )
    confidence: str = required("The share of such quotes that were right.", str_matches=r"^(0\.\d+|1\.0+)$")
    quotes: str = required("How many such quotes it was counted over.", str_matches=r"^\d+$")
