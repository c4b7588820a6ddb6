"""How a run stands: counted while it goes, told when it ends."""

from dataclasses import dataclass, field


@dataclass
class Counts:
    """What came in, for the ledger and the summary."""

    inputs: int = 0
    new: int = 0
    known: int = 0
    duplicate: int = 0
    foreign: int = 0
    quarantined: int = 0
    reprocessed: int = 0
    outdated: int = 0
    words: int = 0
    passed_over: int = 0


@dataclass
class Outcome:
    """How the run stands, for whoever asked for it; `reasons` counts what was refused, by check, with an example."""

    run_id: str
    outcome: str = "running"
    counts: Counts = field(default_factory=Counts)
    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    reasons: list[tuple[str, str, int]] = field(default_factory=list)
    message: str | None = None
    kind: str = "night"
    warnings: list[str] = field(default_factory=list)
