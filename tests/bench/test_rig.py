"""What the rig of the HTTP benches says of its figures."""

import pytest
from bench.rig import verdict


@pytest.mark.parametrize(
    ("figure", "target", "words"),
    [
        (0.1, 0.1, "target by ASGI: at least 0.100 of nginx, reached with 0.100"),
        (0.095, 0.1, "target by ASGI: at least 0.100 of nginx, NOT reached with 0.095"),
        (246_914.0, 300_000, "target by ASGI: at least 300,000 of nginx, NOT reached with 246,914"),
    ],
)
def test_a_bench_says_plainly_whether_a_target_is_reached(figure: float, target: float, words: str) -> None:
    assert verdict("by ASGI", figure, target, "of nginx") == words
