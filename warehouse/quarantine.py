"""Rows for `meta.quarantine`: what was refused, by which check, why, and all that was known of it."""

import hashlib

import polars as pl

from schemas.check import REFUSED_COLUMNS
from schemas.meta import Quarantine


def quarantine_rows(refused: pl.DataFrame, run_id: str) -> pl.DataFrame:
    """Rows of `meta.quarantine` from refused ones (columns as `schemas.check.REFUSED_COLUMNS`), each once.

    The id is derived from run, table, check and row: recording the same refusal again changes nothing.
    """
    ids = [_id(run_id, *row) for row in refused.select("table_name", "check_name", "row", "uri").iter_rows()]
    return (
        refused.select(list(REFUSED_COLUMNS))
        .with_columns(quarantine_id=pl.Series(ids, dtype=pl.String), run_id=pl.lit(run_id))
        .select(list(Quarantine.dtypes()))
        .unique("quarantine_id", keep="first", maintain_order=True)
    )


def _id(*parts: str | None) -> str:
    joined = "\x1f".join("\x00" if part is None else part for part in parts)
    return f"qr_{hashlib.blake2b(joined.encode(), digest_size=10).hexdigest()}"
