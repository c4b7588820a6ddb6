"""What a rule's code means: event type, mode, quad class, Goldstein value and contexts, joined from seeds/.

Goldstein values are those of ICEWS (the published lists disagree); the quad class is GDELT's, by CAMEO root; types,
modes and contexts are PLOVER's.
"""

import polars as pl

from schemas.events import EventContexts
from transforms.events.rules import cameo_frame, rule_frame


class UnknownRuleError(ValueError):
    """An event mention names a rule that seeds/event_rules.csv does not have."""


def rule_codes() -> pl.DataFrame:
    """Of the rules that give events: rule_id, event_type, event_mode, cameo_code, cameo_root, quad_class, goldstein."""
    cameo = cameo_frame().select(
        "cameo_code",
        cameo_root="root",
        quad_class=pl.col("quad_class").cast(pl.Int64),
        goldstein=pl.col("goldstein").cast(pl.Float64),
    )
    rules = rule_frame().filter(pl.col("event_type").is_not_null())
    return rules.select("rule_id", "event_type", "event_mode", "cameo_code").join(
        cameo, on="cameo_code", how="left", maintain_order="left"
    )


def code(event_mentions: pl.DataFrame) -> pl.DataFrame:
    """Event mentions with the columns that follow from their rule_id, in their order.

    Raises UnknownRuleError for a rule_id without a rule: such mentions are of another version of the rules.
    """
    codes = rule_codes()
    unknown = event_mentions.join(codes, on="rule_id", how="anti")["rule_id"].unique().sort()
    if len(unknown):
        raise UnknownRuleError(f"seeds/event_rules.csv has no rule {', '.join(map(str, unknown.head(5)))}")
    return event_mentions.join(codes, on="rule_id", how="left", maintain_order="left")


def contexts(events: pl.DataFrame) -> pl.DataFrame:
    """event_id and context, one row each, of events with a cameo_code; events without a context give none."""
    listed = cameo_frame().select("cameo_code", context=pl.col("plover_context").str.split("; "))
    rows = (
        events.select("event_id", "cameo_code")
        .join(listed, on="cameo_code", how="inner")
        .explode("context")
        .filter(pl.col("context").is_not_null())
        .select("event_id", "context")
        .unique()
        .sort("event_id", "context")
    )
    return rows.cast({name: dtype for name, dtype in EventContexts.dtypes().items() if name in rows.columns})
