"""Stated confidence against the share that was found right, bin by bin."""

import itertools
from collections.abc import Iterator, Sequence


def bins(judged: Sequence[tuple[float, bool]], edges: Sequence[float]) -> Iterator[tuple[str, int, float, float]]:
    """(bin, number, mean stated confidence, share right) of the bins that hold something.

    `judged` has the stated confidence of each finding, and whether it is right.
    """
    for low, high in itertools.pairwise(edges):
        inside = [(stated, is_right) for stated, is_right in judged if low <= stated < high]
        if inside:
            stated, right = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            yield f"{low:.1f} to {min(high, 1):.1f}", len(inside), stated, right


def table(judged: Sequence[tuple[float, bool]], edges: Sequence[float], what: str) -> str:
    """The bins in lines for people; `what` is the noun for the findings."""
    return "\n".join(
        f"{name}  {number:5} {what}  stated {100 * stated:5.1f}%  right {100 * right:5.1f}%"
        for name, number, stated, right in bins(judged, edges)
    )
