"""The tables in seeds/ that class nouns and names: what a noun can be said of, and what people's names tell.

They are checked on loading like the reference tables. Lists inside a cell are separated by `|`.
"""

from schemas.reference import text
from schemas.table import Table, column, key, required
from schemas.vocabulary import SECTORS

NOUN_CLASSES = (
    "body_ending",
    "country",
    "female",
    "male",
    "not_personal",
    "not_the_same",
    "office_adjective",
    "other_office",
    "personal_ending",
    "settlement",
    "thing",
    "thing_first",
    "thing_place",
    "unique_body",
)
WORD_PATTERN = r"^[^\sA-Z|]+$"
WORDS_PATTERN = r"^[^\sA-Z|]+(\|[^\sA-Z|]+)*$"
PHRASES_PATTERN = r"^[^\sA-Z|]+([ |][^\sA-Z|]+)*$"
SECTORS_PATTERN = rf"^({'|'.join(SECTORS)})(\|({'|'.join(SECTORS)}))*$"
YES_PATTERN = r"^yes$"


class NounClasses(Table):
    """One word of a class; seeds/README.md says what each class means."""

    noun_class: str = required("The class.", isin=NOUN_CLASSES)
    word: str = required("The word, in lower case; for the classes of endings, an ending.", str_matches=WORD_PATTERN)
    source: str = text("Where the fact is from; see README.md.")


class BodyKinds(Table):
    """One kind of body: airlines, courts, parties."""

    kind: str = key("The kind, by its plainest noun.", str_matches=WORD_PATTERN, unique=True)
    nouns: str = required("Nouns that may stand for a body of this kind.", str_matches=WORDS_PATTERN)
    words: str = required("Words in a body's own name that show it to be of this kind.", str_matches=WORDS_PATTERN)
    sectors: str = column("PLOVER sectors whose bodies are of this kind.", str_matches=SECTORS_PATTERN)
    vague: str = column(
        "'yes' where the nouns may stand for a body of which nothing is known.", str_matches=YES_PATTERN
    )
    source: str = text("Where the fact is from; see README.md.")


class NounTitles(Table):
    """One noun, and the titles whose holders it may stand for: 'lawmaker' for a senator."""

    noun: str = key("The noun, in the singular.", str_matches=r"^[^\sA-Z|]+( [^\sA-Z|]+)*$", unique=True)
    titles: str = required("Titles; one of several words asks for all of them.", str_matches=PHRASES_PATTERN)
    source: str = text("Where the fact is from; see README.md.")


class ShortNames(Table):
    """One given name, and a short form that the same person goes by. Of several the first is tried first."""

    name: str = required("The given name.", str_matches=WORD_PATTERN)
    short: str = required("The short form.", str_matches=WORD_PATTERN)
    source: str = text("Where the fact is from; see README.md.")


class FamilyNames(Table):
    """One family name that stands before the given name."""

    name: str = key("The family name.", str_matches=WORD_PATTERN, unique=True)
    source: str = text("Where the fact is from; see README.md.")


class OrdinaryWords(Table):
    """One word of ordinary English, which with a capital may still be no name."""

    word: str = key("The word.", str_matches=WORD_PATTERN, unique=True)
    source: str = text("Where the fact is from; see README.md.")
