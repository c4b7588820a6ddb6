"""The tables in seeds/ that say how events are coded: the CAMEO list, the rules, and the word classes rules name.

Like the reference tables they are checked on loading, and a wrong row is refused with its file and line. Lists inside
a cell are separated by `|`. Event types and modes are PLOVER's (codebook of 2021), codes CAMEO's (1.1b3, 2012).
"""

from schemas.events import CAMEO_PATTERN, ROOT_PATTERN
from schemas.table import Table, column, key, required
from schemas.vocabulary import CONTEXTS, EVENT_TYPES

RULE_POS = ("VERB", "NOUN", "ADJ", "AUX")
# The modes that PLOVER's codebook gives each event type.
MODES: dict[str, tuple[str, ...]] = {
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "RETREAT": ("withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "ban", "arrest", "relations", "rights", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        *("seize", "restrict", "ban", "censor", "curfew", "arrest", "deport", "withhold", "misinformation", "cyber"),
    ),
    "ASSAULT": (
        *("abduct", "beat", "torture", "execute", "sexual", "assassinate", "destroy", "primitive", "firearms"),
        *("explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "cleansing", "massacre"),
        "unconventional",
    ),
}
WORDS_PATTERN = r"^[^|\s]([^|]*[^|\s])?(\|[^|\s]([^|]*[^|\s])?)*$"
COMPLEMENT_PATTERN = r"^(\*|(not:)?[0-9]{2,4}(\|(not:)?[0-9]{2,4})*)$"
YES_PATTERN = r"^yes$"
ROLES_PATTERN = r"^[a-z]+(>[a-z]+)*$"
CONTEXTS_PATTERN = rf"^({'|'.join(CONTEXTS)})(; ({'|'.join(CONTEXTS)}))*$"


class CameoCodes(Table):
    """One CAMEO code, with what the published lists say of it."""

    cameo_code: str = key("CAMEO code, two to four digits.", str_matches=CAMEO_PATTERN, unique=True)
    label: str = required("CAMEO's name of the code.", str_length={"min_value": 1})
    goldstein: str = required("Goldstein value as ICEWS has it.", str_matches=r"^-?[0-9]+\.[0-9]$")
    root: str = required("First two digits.", str_matches=ROOT_PATTERN)
    quad_class: str = required("GDELT's quad class, by root.", str_matches=r"^[1-4]$")
    plover_type: str = column("PLOVER's event type; null for statements and appeals.", isin=EVENT_TYPES)
    plover_context: str = column("PLOVER's contexts, separated by '; '.", str_matches=CONTEXTS_PATTERN)


class EventWords(Table):
    """A class of words that rules name as `$class`."""

    name: str = key("The class.", str_matches=r"^[a-z_]+$", unique=True)
    words: str = required("Lemmas, or two words of which the first modifies the second.", str_matches=WORDS_PATTERN)


class EventRules(Table):
    """One frame: a word, what must stand around it, who is source and target, and the code it stands for."""

    rule_id: str = key("Name of the rule, as event_mentions.rule_id has it.", str_matches=r"^[a-z0-9-]+$", unique=True)
    pos: str = required("Part of speech of the trigger.", isin=RULE_POS)
    lemma: str = required("Lemmas of the trigger.", str_matches=WORDS_PATTERN)
    subject: str = column("Heads of the subject, one of which must be there.", str_matches=WORDS_PATTERN)
    particle: str = column("Particles, one of which must be there.", str_matches=WORDS_PATTERN)
    object: str = column("Heads of the direct object, one of which must be there.", str_matches=WORDS_PATTERN)
    prep: str = column("Prepositions, one of which must be there.", str_matches=WORDS_PATTERN)
    prep_object: str = column("Heads of what follows the preposition.", str_matches=WORDS_PATTERN)
    complement: str = column(
        "Codes, by their first digits, one of which the clause or noun that completes the trigger must have; 'not:' "
        "before a code asks for its negation, '*' takes any clause.",
        str_matches=COMPLEMENT_PATTERN,
    )
    negated: str = column("'yes' where the trigger must be negated.", str_matches=YES_PATTERN)
    reciprocal: str = column("'yes' where each side acts upon the other.", str_matches=YES_PATTERN)
    source_role: str = column("Where the source stands, best first.", str_matches=ROLES_PATTERN)
    target_role: str = column("Where the target stands, best first.", str_matches=ROLES_PATTERN)
    event_type: str = column("PLOVER event type; null where the frame is a mere statement.", isin=EVENT_TYPES)
    event_mode: str = column("PLOVER mode.", isin=sorted({mode for modes in MODES.values() for mode in modes}))
    cameo_code: str = required("CAMEO code, as deep as the frame alone tells.", str_matches=CAMEO_PATTERN)
    note: str = column("Why.")
