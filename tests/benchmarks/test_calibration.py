"""The line from what speaks for a finding to how often as much was right."""

import itertools

from benchmarks.calibration import rising_line


def test_the_line_rises_through_the_shares_that_were_right() -> None:
    judged = [(0.1, number < 10) for number in range(100)] + [(0.9, number < 90) for number in range(100)]
    (low, share, number), *_, (high, most, _) = rising_line(judged)
    assert (low, number) == (0.05, 0) or number == 100
    assert abs(share - 0.1) < 0.02
    assert low < high
    assert abs(most - 0.9) < 0.02


def test_shares_that_fall_are_put_together() -> None:
    judged = [(0.35, True)] * 30 + [(0.45, False)] * 30 + [(0.95, True)] * 20
    points = rising_line(judged)
    assert abs(points[0][1] - 0.5) < 0.02
    assert all(first[1] < second[1] for first, second in itertools.pairwise(points))
