"""`groundswell subscriber`: what cannot be meant, and an instance to which nobody has subscribed. As a process: tests/system."""

import asyncio
import json

import pytest

from tests.runtime.conftest import Run, made

pytestmark = pytest.mark.usefixtures("nowhere")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("delete",), "of whom"),
        (("export",), "of whom"),
        (("list", "anna@example.org"), "takes no address"),
        (("forget", "anna@example.org"), "forget"),
    ],
)
def test_what_cannot_be_meant_is_told(run: Run, words: tuple[str, ...], said: str) -> None:
    told = run("subscriber", *words)
    assert told.code == 2
    assert said in told.err


def test_where_nobody_has_subscribed_nothing_is_kept_of_anybody(run: Run) -> None:
    asyncio.run(made())
    assert run("subscriber", "list").code == 0
    assert json.loads(run("subscriber", "list", "--json").out) == []
    for action in ("export", "delete"):
        assert run("subscriber", action, "anna@example.org").code == 1
