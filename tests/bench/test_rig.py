"""What the rig of the HTTP benches says of its figures."""

import pytest
from bench.rig import Load, Ratio, beside, verdict


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


def test_a_ratio_is_the_median_of_the_rounds_and_says_how_far_they_differ() -> None:
    ours = [Load(requests, 1.0, 1.0, 0) for requests in (50, 10, 33)]
    theirs = [Load(requests, 1.0, 1.0, 0) for requests in (100, 50, 100)]
    found = beside(ours, theirs)
    assert found == Ratio(0.33, 0.2, 0.5)
    assert verdict("by ASGI", found, 0.3, "of nginx").endswith("reached with 0.330 (0.200-0.500)")
