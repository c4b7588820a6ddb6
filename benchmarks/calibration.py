"""Stated confidence against the share that was found right, bin by bin."""

import itertools
from collections.abc import Iterator, Sequence

KNOTS = tuple(number / 100 for number in range(5, 100, 10))
STEP = 0.001  # the line must rise, or a confidence would stand for several strengths


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


def rising_line(judged: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """(strength, share right, number) at the knots, each counted over the findings nearest to it, rising.

    `judged` has what speaks for each finding, 0 to 1, and whether it is right. Neighbours that fall are put together
    (pool adjacent violators: Ayer et al. 1955; Zadrozny and Elkan 2002).
    """
    counts = {knot: [0, 0] for knot in KNOTS}
    for strength, is_right in judged:
        nearest = min(KNOTS, key=lambda knot: abs(knot - strength))
        counts[nearest][0] += is_right
        counts[nearest][1] += 1
    pools: list[tuple[list[float], int, int]] = []
    for knot in KNOTS:
        right, number = counts[knot]
        if not number:
            continue
        pools.append(([knot], right, number))
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            (knots, *first), (more, *second) = pools[-2:]
            pools[-2:] = [(knots + more, first[0] + second[0], first[1] + second[1])]
    points: list[tuple[float, float, int]] = []
    for knots, right, number in pools:
        for knot in knots:
            least = points[-1][1] + STEP if points else 0.0
            points.append((knot, max((right + 1) / (number + 2), least), counts[knot][1]))
    return points
