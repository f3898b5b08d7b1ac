"""The command that answers who asks what is kept of what they asked."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from groundswell.flow.ask import Put
from groundswell.ports.questions import QuestionSource
from groundswell.runtime.asking import asking_of
from groundswell.runtime.build import open_stores
from groundswell.runtime.config import load_settings
from groundswell.runtime.secrets import load_secrets
from tests.runtime.conftest import Run, noted

pytestmark = pytest.mark.usefixtures("nowhere")
WORDS = "why was I charged twice, I am ana@example.com"


def asked() -> str:
    """A question by letter; its handle."""

    async def run() -> str:
        settings = load_settings(None, {})
        async with open_stores(settings) as stores:
            asker = asking_of(settings, stores, load_secrets(settings.data_dir).key).asker
            put = Put(WORDS, QuestionSource.MAIL, "instagram", "en", asker="ana@example.com")
            return asker.handle_of(await asker.ask(put))

    return asyncio.run(run())


def kept(words: bytes) -> bool:
    return any(words in path.read_bytes() for path in Path("groundswell-data").iterdir() if path.is_file())


@pytest.mark.parametrize("by", ["address", "handle", "link"])
def test_what_somebody_asked_is_listed_exported_and_deleted_and_nothing_is_left(run: Run, by: str) -> None:
    handle = asked()
    whose = {"address": "Ana@Example.com", "handle": handle, "link": f"http://127.0.0.1:8000/de/q/{handle}"}[
        by
    ]
    listed = json.loads(run("question", "list", "--json").out)
    assert [each["words"] for each in listed] == ["why was I charged twice, I am […]"]
    assert run("question", "list").out.splitlines()[-1].startswith("1 question waiting in ")
    (told,) = json.loads(run("question", "export", whose).out)
    assert (told["service"], told["asker"]) == ("instagram", True)
    assert kept(b"charged twice")
    assert not kept(b"ana@example.com")
    assert run("question", "delete", whose).out == "1 question deleted\n"
    assert not kept(b"charged twice"), "neither in the database, nor in its log, nor in the journal"
    assert run("question", "export", whose).code == 1
    assert run("question", "delete", whose).out == "0 questions deleted\n"
    assert noted() == [("question delete", "1 question")], "how much, and never whose"


def test_a_command_without_whose_says_what_would_be_right(run: Run) -> None:
    refused = run("question", "delete")
    assert refused.code == 2
    assert "question delete HANDLE" in refused.err
