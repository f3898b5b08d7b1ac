"""The desk's answers told again: to who asks the same, and to nobody who asks of another particular."""

from __future__ import annotations

import pytest

from tests.answers.reuse import is_reused, pairs, put


@pytest.mark.parametrize("is_out", [False, True])
def test_none_is_told_to_who_asks_of_another_particular_and_most_to_who_asks_the_same(is_out: bool) -> None:
    found = [(pair, is_reused(pair, put(pair, is_out=is_out))) for pair in pairs()]
    assert [pair.now for pair, is_told in found if pair.differs and is_told] == []
    same = [is_told for pair, is_told in found if not pair.differs]
    assert sum(same) >= 0.8 * len(same)
