"""A person in bulk is a number of the day, the same whoever stands beside it."""

from __future__ import annotations

import numpy as np

from groundswell.core.intake import daily

KEY = b"sixteen secrets."


def test_a_person_of_many_is_the_same_number_as_alone() -> None:
    people = np.arange(20_000, dtype=np.uint64)
    at = np.full(len(people), 1_764_255_600_000, dtype=np.int64)
    together = daily(people, at, KEY)
    assert together[0] == 0
    assert len(set(together.tolist())) == len(people)
    for row in (1, 8_191, 8_192, 19_999):
        assert together[row] == daily(people[row : row + 1], at[:1], KEY)[0]
