"""The weights that tell whether words without quotation marks were said (seeds/unmarked_quotes.csv)."""

from schemas.table import Table, required

NUMBER_PATTERN = r"^-?\d+(\.\d+)?$"


class QuoteWeights(Table):
    """One thing known of a run of words, and its weight; the row `threshold` is the least probability that counts."""

    feature: str = required("What is known; see transforms/quotes/unmarked.py.")
    weight: str = required("Log-odds for one unit of it.", str_matches=NUMBER_PATTERN)
