"""Events out of pairs: reports that agree are joined, the surest pair first, never two that contradict each other.

It is agglomerative clustering with cannot-link constraints (Wagstaff et al. 2001; Klein et al. 2002): a pair with
enough points joins the two groups in which its reports stand, unless some report of the one contradicts some report of
the other. So no chain of reports joins ends that exclude each other: "Russia" may be Putin or Lavrov, but not both.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.same_event.evidence import ENOUGH


class _Groups:
    """Groups of reports, and which pairs of reports may stand in one."""

    def __init__(self, published: Sequence[str | None], compatible: pl.DataFrame) -> None:
        self._count = len(published)
        self._group_of = list(range(self._count))
        self._members = [[report] for report in range(self._count)]
        self._published: list[str | None] = list(published)
        first = compatible["one"].to_numpy().astype(np.int64)
        self._allowed: npt.NDArray[np.int64] = np.sort(first * self._count + compatible["other"].to_numpy())
        events: dict[str, int] = {}
        for report, event_id in enumerate(published):
            if event_id is not None:
                self._put_together(events.setdefault(event_id, report), report)

    def _put_together(self, one: int, other: int) -> None:
        kept, gone = sorted((self._group_of[one], self._group_of[other]))
        if kept == gone:
            return
        for report in self._members[gone]:
            self._group_of[report] = kept
        self._members[kept] += self._members[gone]
        self._members[gone] = []
        self._published[kept] = self._published[kept] or self._published[gone]

    def join(self, one: int, other: int) -> None:
        """Join the groups of two reports, where nothing speaks against it."""
        group, group_other = self._group_of[one], self._group_of[other]
        if group == group_other or (self._published[group] and self._published[group_other]):
            return
        if self._may_be_one(self._members[group], self._members[group_other]):
            self._put_together(one, other)

    def _may_be_one(self, members: list[int], others: list[int]) -> bool:
        left = np.repeat(np.array(members, dtype=np.int64), len(others))
        right = np.tile(np.array(others, dtype=np.int64), len(members))
        keys = np.minimum(left, right) * self._count + np.maximum(left, right)
        places = np.searchsorted(self._allowed, keys)
        inside = places < len(self._allowed)
        return bool(inside.all() and (self._allowed[places] == keys).all())

    def groups(self) -> list[int]:
        """The group of each report, named by one of its reports."""
        return list(self._group_of)


def join(published: Sequence[str | None], pairs: pl.DataFrame) -> list[int]:
    """For each report the number of its group.

    `published` is the event_id of each report that has one: those of one event stay together, those of two apart.
    `pairs` are all that may be together (`evidence.pairs`).
    """
    groups = _Groups(published, pairs)
    surest_first = pairs.filter(pl.col("points") >= ENOUGH).sort(
        "points", "one", "other", descending=[True, False, False]
    )
    for one, other in surest_first.select("one", "other").iter_rows():
        groups.join(one, other)
    return groups.groups()
