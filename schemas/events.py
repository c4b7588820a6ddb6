"""Events, the sentences that report them, their contexts and quantities."""

import datetime as dt

from schemas.table import COUNTRY_PATTERN, ID_PATTERN, Table, column, key, required, run_column
from schemas.vocabulary import CONTEXTS, DATE_PRECISIONS, EVENT_TYPES, QUANTITY_KINDS, SECTORS, STATUSES

CAMEO_PATTERN = r"^(0[1-9]|1[0-9]|20)[0-9]{0,2}$"
ROOT_PATTERN = r"^(0[1-9]|1[0-9]|20)$"
MODE_PATTERN = r"^[a-z][a-z_-]*$"


class Events(Table):
    """One event, however often reported: who did what to whom, when and where. Source acts, target is acted upon."""

    event_id: str = key("Id, made from the first report of the event; later reports join it.", str_matches=ID_PATTERN)
    event_date: dt.date = column(
        "When it happened, or is to happen; first day of the period; null when unknown. Of several the most exact."
    )
    event_date_precision: str = required("How exact event_date is.", isin=DATE_PRECISIONS)
    source_actor_id: str = column(
        "Who acts. Of several that reports name (Putin, Russia): a name before a role, then the one in most reports.",
        references="actors.actor_id",
    )
    source_country: str = column("Country of the source.", str_matches=COUNTRY_PATTERN)
    source_sector: str = column("PLOVER sector of the source at the date of the reports.", isin=SECTORS)
    target_actor_id: str = column("Who is acted upon.", references="actors.actor_id")
    target_country: str = column("Country of the target.", str_matches=COUNTRY_PATTERN)
    target_sector: str = column("PLOVER sector of the target at the date of the reports.", isin=SECTORS)
    event_type: str = required("PLOVER event type.", isin=EVENT_TYPES)
    event_mode: str = column("PLOVER mode, where the evidence gives one.", str_matches=MODE_PATTERN)
    cameo_code: str = required("CAMEO code, as deep as the evidence allows.", str_matches=CAMEO_PATTERN)
    cameo_root: str = required("First two digits of the CAMEO code.", str_matches=ROOT_PATTERN)
    quad_class: int = required(
        "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, by CAMEO root as GDELT.",
        isin=(1, 2, 3, 4),
    )
    goldstein: float = column("Goldstein scale of the CAMEO code, as ICEWS has it: -10 to 10.", ge=-10, le=10)
    status: str = required(
        "Whether it happened, or is planned, denied and so on, by the latest reports. Once it is said to have "
        "happened, to be denied or called off, plans change nothing.",
        isin=STATUSES,
    )
    place_name: str = column("Where, in the article's words.")
    place_country: str = column("Country of the place.", str_matches=COUNTRY_PATTERN)
    latitude: float = column("Degrees north.", ge=-90, le=90)
    longitude: float = column("Degrees east.", ge=-180, le=180)
    mention_count: int = required("Sentences that report it, near-duplicate articles left out.", ge=1)
    article_count: int = required("Articles that report it, near-duplicates left out.", ge=1)
    confidence: float = required("Highest confidence of its mentions, 0 to 1.", ge=0, le=1)
    run_id: str = run_column()


class EventMentions(Table):
    """One sentence that reports an event; the span is the word or words that state it (the trigger)."""

    event_mention_id: str = key("Id, derived from article, trigger, actors and type.", str_matches=ID_PATTERN)
    event_id: str = required("The event.", references="events.event_id")
    article_id: str = required("The article.", references="articles.article_id")
    sentence_id: str = required("The sentence.", references="sentences.sentence_id")
    start_char: int = required("Start of the trigger in articles.text.", ge=0)
    end_char: int = required("End of the trigger, exclusive.", ge=0)
    trigger: str = required("The trigger: articles.text[start_char:end_char].", str_length={"min_value": 1})
    source_actor_id: str = column("Who acts.", references="actors.actor_id")
    source_start_char: int = column("Start of the words that name the source.", ge=0)
    source_end_char: int = column("End of the words that name the source, exclusive.", ge=0)
    source_sector: str = column("PLOVER sector of the source at the article's date.", isin=SECTORS)
    target_actor_id: str = column("Who is acted upon.", references="actors.actor_id")
    target_start_char: int = column("Start of the words that name the target.", ge=0)
    target_end_char: int = column("End of the words that name the target, exclusive.", ge=0)
    target_sector: str = column("PLOVER sector of the target at the article's date.", isin=SECTORS)
    reported_by_actor_id: str = column(
        "Who says so, where the trigger stands in a quote: the speaker of the innermost one; null where that is not "
        "resolved, or the article says so itself.",
        references="actors.actor_id",
    )
    event_type: str = required("PLOVER event type.", isin=EVENT_TYPES)
    event_mode: str = column("PLOVER mode, where the evidence gives one.", str_matches=MODE_PATTERN)
    cameo_code: str = required("CAMEO code, as deep as the evidence allows.", str_matches=CAMEO_PATTERN)
    cameo_root: str = required("First two digits of the CAMEO code.", str_matches=ROOT_PATTERN)
    quad_class: int = required("1 to 4, by CAMEO root as GDELT; see events.quad_class.", isin=(1, 2, 3, 4))
    goldstein: float = column("Goldstein scale of the CAMEO code, as ICEWS has it.", ge=-10, le=10)
    status: str = required("Whether it happened, or is planned, denied and so on.", isin=STATUSES)
    event_date: dt.date = column("When, by this sentence; null when it does not tell.")
    event_date_precision: str = required("How exact event_date is.", isin=DATE_PRECISIONS)
    date_text: str = column("The words the date was read from.")
    place_name: str = column("Where, in the article's words.")
    place_country: str = column("Country of the place.", str_matches=COUNTRY_PATTERN)
    latitude: float = column("Degrees north.", ge=-90, le=90)
    longitude: float = column("Degrees east.", ge=-180, le=180)
    rule_id: str = required("The rule of seeds/event_rules.csv that coded it.")
    confidence: float = required("How sure type, source and target are, 0 to 1.", ge=0, le=1)
    run_id: str = run_column()


class EventContexts(Table):
    """A PLOVER context of an event."""

    event_id: str = key("The event.", references="events.event_id")
    context: str = key("PLOVER context.", isin=CONTEXTS)
    run_id: str = run_column()


class EventQuantities(Table):
    """A number that belongs to an event, with the words that give it."""

    event_id: str = key("The event.", references="events.event_id")
    kind: str = key("What is counted.", isin=QUANTITY_KINDS)
    value_low: float = column("The value, or the low end of the range.")
    value_high: float = column("The value, or the high end of the range.")
    unit: str = column("Unit, such as 'people' or 'USD'.")
    text: str = required("articles.text[start_char:end_char].", str_length={"min_value": 1})
    article_id: str = key("The article.", references="articles.article_id")
    start_char: int = key("Start in articles.text.", ge=0)
    end_char: int = required("End in articles.text, exclusive.", ge=0)
    run_id: str = run_column()
