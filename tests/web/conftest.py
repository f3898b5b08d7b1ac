"""One house for the tests that leave nothing behind in it."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.web.house import Shared, house


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """A house that stays open for the whole module: for requests that are refused, or only read."""
    with asyncio.Runner() as runner:
        opened = house(tmp_path_factory.mktemp("house"))
        yield Shared(runner, runner.run(opened.__aenter__()))
        runner.run(opened.__aexit__(None, None, None))
