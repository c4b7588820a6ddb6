"""What speaks for and against an event: the weights of seeds/event_judge.csv."""

from schemas.table import Table, required

WEIGHT_PATTERN = r"^-?\d+(\.\d+)?$"


class EventJudge(Table):
    """One feature of a candidate for an event, and what it adds to the log-odds of two questions."""

    feature: str = required("The feature's name; see transforms/events/judge.py.", unique=True)
    event: str = required("Is there such an event, with one of its sides right?", str_matches=WEIGHT_PATTERN)
    whole: str = required("Are type, source and target right?", str_matches=WEIGHT_PATTERN)
