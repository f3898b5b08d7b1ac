"""Files that may be open at once."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from groundswell.runtime.open_files import allow_most, most, readers_that_fit


@contextmanager
def only(files: int) -> Iterator[None]:
    """Only so many files may be open, until the process allows itself more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_server_allows_itself_what_the_system_lets_it() -> None:
    with only(300):
        assert most()[0] == 300
        assert allow_most() == most()[1] > 300


def test_readers_leave_files_for_everybody_else() -> None:
    with only(1000):
        assert readers_that_fit(20_000) == 1000 - 512
        assert readers_that_fit(100) == 100
    with only(300):
        assert readers_that_fit(20_000) == 16
