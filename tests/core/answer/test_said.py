"""What the desk declared and published fails by its words, beside what people report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from groundswell.core.answer import Asked, Knowledge, Known, KnownKind, Triage, WhyNot, triage
from groundswell.core.answer.cues import Cue
from groundswell.core.answer.said import failing, with_said
from groundswell.core.model import State
from groundswell.core.phrases import LANGUAGES
from tests.answers.evening import vocabulary
from tests.town import NOON


def declared(service: str, words: str, *symptoms: str, few: bool = True, later: str = "") -> Known:
    """An outage that was declared with `words`, while people report these symptoms."""
    said = [("", each) for each in (words, later) if each]
    return Known(
        "outage-1",
        KnownKind.LIVE,
        service,
        dict.fromkeys(LANGUAGES, "It is out."),
        "/i/outage-1",
        NOON,
        symptoms=symptoms,
        since=NOON - timedelta(minutes=20),
        state=State.OPEN,
        is_few=few,
        is_declared=True,
        said=tuple(said),
        declared=words,
        declared_at=NOON - timedelta(minutes=15),
    )


def put(words: str, live: Known, language: str = "en") -> Triage:
    known = Knowledge.of([live], vocabulary())
    return triage(Asked("q", words, NOON, language, live.service), known)


MESSAGES = declared("whatsapp", "Messages are not delivered.")
LOG_IN = declared("instagram", "People are logged out and cannot log in again.", "feed")
CHATS = declared("messenger", "Chats do not load.", "calls")


@pytest.mark.parametrize(
    ("live", "words", "language"),
    [
        (MESSAGES, "messages are not delivered", "en"),
        (MESSAGES, "why are my messages not delivered", "en"),
        (MESSAGES, "messages are not being delivered, is whatsapp down?", "en"),
        (MESSAGES, "no se entregan mis mensajes", "es"),
        (MESSAGES, "mensagens não estão sendo entregues", "pt"),
        (MESSAGES, "les messages ne partent pas", "fr"),
        (MESSAGES, "Nachrichten werden nicht zugestellt", "de"),
        (MESSAGES, "मैसेज नहीं जा रहे", "hi"),
        (MESSAGES, "الرسائل لا تصل", "ar"),
        (MESSAGES, "メッセージが届かない", "ja"),
        (MESSAGES, "pesan tidak terkirim", "id"),
        (LOG_IN, "is my account hacked? I'm logged out", "en"),
        (CHATS, "chats do not load", "en"),
        (CHATS, "my chats do not load", "en"),
    ],
)
def test_who_asks_about_what_the_desk_declared_is_answered_at_once_with_its_words(
    live: Known, words: str, language: str
) -> None:
    found = put(words, live, language)
    assert found.answer is not None, found.why_not
    told = found.answer.text(language)[0]
    assert live.declared in told
    assert "11:45 UTC" in told
    assert "This site’s desk has declared it (11:45 UTC): “" in found.answer.text("en")[0]


@pytest.mark.parametrize(
    ("words", "why_not"),
    [
        ("I cannot log in", WhyNot.OTHER_TROUBLE),
        ("someone hacked my whatsapp and messages are not delivered", WhyNot.PERSONAL),
        ("my message was not delivered to my ex, did she block me", WhyNot.PERSONAL),
        ("my ads in messages were not delivered, I want a refund", WhyNot.PERSONAL),
    ],
)
def test_what_else_somebody_means_waits_though_they_name_what_was_declared(
    words: str, why_not: WhyNot
) -> None:
    found = put(words, MESSAGES)
    assert found.answer is None
    assert found.why_not is why_not


def test_a_sign_of_something_of_ones_own_is_not_outweighed_by_what_the_desk_has_said() -> None:
    for live, words in (
        (LOG_IN, "my business account ads cannot log in"),
        (MESSAGES, "scam messages, can't send messages"),
    ):
        assert put(words, live).answer is None, words


def test_messages_that_are_not_delivered_are_no_matter_of_money() -> None:
    nothing_said = replace(MESSAGES, said=(), declared="")
    for words in ("messages are not delivered", "my messages are not delivered", "dms not delivered"):
        found = put(words, nothing_said)
        assert found.why_not is not WhyNot.PERSONAL, words
        assert found.subject not in ("money", "how")


@pytest.mark.parametrize(
    "words",
    [
        "Messages are not delivered.",
        "Los mensajes no se entregan.",
        "As mensagens não são entregues.",
        "Les messages ne sont pas distribués.",
        "Nachrichten werden nicht zugestellt.",
        "संदेश नहीं पहुँच रहे हैं।",
        "لا تصل الرسائل.",
        "メッセージが届きません。",
        "Pesan tidak terkirim.",
    ],
)
def test_the_desk_is_heard_in_each_language(words: str) -> None:
    assert failing((("", words),)) == {Cue.MESSAGES}


@pytest.mark.parametrize(
    ("later", "fails"),
    [
        ("Calls are not affected.", {Cue.MESSAGES}),
        ("Las llamadas no se ven afectadas.", {Cue.MESSAGES}),
        ("Anrufe sind nicht betroffen.", {Cue.MESSAGES}),
        ("Stories and calls are working normally.", {Cue.MESSAGES}),
        ("Calls fail as well.", {Cue.MESSAGES, Cue.CALLS}),
        ("Messages work again: messaging works again. Calls fail.", {Cue.CALLS}),
    ],
)
def test_what_works_again_or_is_not_affected_does_not_fail(later: str, fails: set[Cue]) -> None:
    assert failing((("", "Messages are not delivered."), ("en", later))) == fails


def test_what_was_declared_stands_beside_what_is_reported_and_a_few_reports_not_against_it() -> None:
    def fails(live: Known) -> tuple[str, ...]:
        return with_said(live, live.service, vocabulary()).symptoms

    assert fails(LOG_IN) == ("feed", "log-in")
    assert fails(declared("instagram", "", "feed")) == (), "declared without a word: all of it"
    assert fails(declared("instagram", "Instagram is down, nobody can log in.", "feed", few=False)) == ()
    assert fails(declared("instagram", "", "feed", few=False)) == ("feed",)
    undeclared = replace(LOG_IN, is_declared=False, symptoms=())
    assert fails(undeclared) == (), "the reports name no part"


def test_the_words_of_an_operator_that_declared_it_are_its_own_and_none_are_told_twice_or_when_it_is_over() -> (
    None
):
    question = "messages are not delivered, is whatsapp down?"
    by_meta = put(question, replace(MESSAGES, operator="Meta")).answer
    assert by_meta is not None
    assert "Meta says (11:45 UTC): “Messages are not delivered.”" in by_meta.text("en")[0]
    notice = Known(
        *("said-1", KnownKind.NOTICE, "whatsapp", {"en": "Messages are not delivered. We look."}, "/i", NOON),
        incident="outage-1",
        operator="Town",
    )
    twice = triage(
        Asked("q", question, NOON, "en", "whatsapp"), Knowledge.of([MESSAGES, notice], vocabulary())
    )
    assert twice.answer is not None
    assert twice.answer.text("en")[0].count("Messages are not delivered.") == 1
    over = put(question, replace(MESSAGES, until=NOON))
    assert over.answer is None or "has declared it" not in over.answer.text("en")[0]
