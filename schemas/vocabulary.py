"""The closed lists of values that columns draw from.

PLOVER: Open Event Data Alliance, "PLOVER: a Political Event Coding Ontology" (2018, codebook of 2021).
CAMEO: Schrodt, "CAMEO Conflict and Mediation Event Observations: Event and Actor Codebook" (1.1b3, 2012).
"""

EVENT_TYPES = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "CONCEDE",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)

# PLOVER's actor sectors, with those of its agent list that the codebook's examples use.
SECTORS = (
    *("GOV", "MIL", "REB", "OPP", "PTY", "LEG", "JUD", "SPY", "COP", "JRN", "MED", "EDU", "BUS", "CVL", "NGO"),
    *("SOC", "LAB", "REL", "ELI", "CRM", "UAF", "PRM", "PRE", "AGR", "REF", "IGO", "INT"),
)

ACTOR_KINDS = ("person", "organization", "country", "group", "unknown")
MENTION_FORMS = ("name", "title", "demonym", "pronoun")
STATUSES = ("actual", "planned", "proposed", "promised", "denied", "cancelled", "hypothetical")
DATE_PRECISIONS = ("day", "week", "month", "year", "unknown")
QUOTE_KINDS = ("direct", "indirect", "mixed")
PUBLISHED_AT_SOURCES = ("metadata", "text", "inferred")
CONTEXTS = (
    *("military", "intelligence", "executive", "legislative", "election", "political_institutions", "legal", "crime"),
    *("terrorism", "human_rights", "rights_freedoms", "human_security", "humanitarian", "peacekeeping", "refugee"),
    *("asylum", "migration", "cyber", "economic", "resource", "diplomatic", "territory", "environment", "health"),
    *("disease", "natural_disaster", "cbrn", "culture", "religion_ethnicity", "technology", "corruption"),
    *("democracy", "pro_democracy", "pro_autocracy", "reparations", "misinformation", "gender"),
)
QUANTITY_KINDS = ("killed", "injured", "arrested", "displaced", "crowd", "money", "weapons", "remains", "other")
RUN_OUTCOMES = ("running", "published", "unchanged", "refused", "failed", "restored")
RUN_KINDS = ("night", "reprocess", "backfill", "restore")
CHANGED_SUBJECTS = ("article", "actor", "event", "quote")
CHANGES = ("updated", "unchanged", "removed")
