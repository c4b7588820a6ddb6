"""The tables in seeds/ that say when two reports can be of one event; they are checked on loading."""

from schemas.event_rules import WORDS_PATTERN
from schemas.table import Table, column, key, required


class EventKinds(Table):
    """What kinds of deed a CAMEO code may stand for: two reports can be of one event where they share a kind."""

    cameo_prefix: str = key(
        "First digits of CAMEO codes; of several the longest holds.", str_matches=r"^[0-9]{2,4}$", unique=True
    )
    kinds: str = required("Kinds of deed, separated by '|'.", str_matches=WORDS_PATTERN)
    nature: str = column(
        "'local': done at one place, so that two places make two; 'often': what one actor does "
        "again and again, such as praise, threats and help.",
        isin=("local", "often"),
    )


class ReportWords(Table):
    """A class of words that linking knows."""

    name: str = key("The class.", str_matches=r"^[a-z_]+$", unique=True)
    words: str = required("The words, separated by '|'.", str_matches=WORDS_PATTERN)


class WordFrequencies(Table):
    """How common a word is in news sentences."""

    stem: str = key("The word without its ending, as transforms.same_event.wording cuts it.", unique=True)
    per_100000: str = required("In how many of 100,000 sentences it stands.", str_matches=r"^[0-9]+$")
