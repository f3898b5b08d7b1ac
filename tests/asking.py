"""What answers questions in tests: an outage that is on answers who says "down" or "log in", the desk's answers who asks the same.
Who asks "when" asks of an outage, and waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from secrets import token_urlsafe

from groundswell.core.answer import (
    Answer,
    Answers,
    Asked,
    Candidate,
    Known,
    KnownKind,
    Subject,
    Triage,
    Vocabulary,
    WhyNot,
    answered_before,
)
from groundswell.core.answer.compose import source
from groundswell.core.catalog import Catalog
from groundswell.flow.ask import Asker, QuestionsConfig
from groundswell.flow.handles import Handles
from groundswell.flow.know import Know
from groundswell.flow.recall import Recall
from groundswell.flow.reply import Replier
from groundswell.flow.tell import Tell
from groundswell.ports import Clock, Desk, Incidents
from groundswell.ports.questions import Questions
from groundswell.stores.sealing import Sealing
from groundswell.web.language import offered
from groundswell.web.local_catalog import local_catalog
from tests import alike

SECRET = b"a secret of the tests, 32 bytes!"
URL = "http://town.test"


def sift(known: Sequence[Known], answers: Answers) -> Callable[[Asked], Triage]:
    again = alike.sift(answers)
    live = {each.service: each for each in known if each.kind is KnownKind.LIVE}

    def triage(asked: Asked) -> Triage:
        words = asked.words.casefold()
        if "threatens" in words or "wants to die" in words:
            return Triage(asked.id, "en", asked.service, Subject.OTHER, why_not=WhyNot.DANGER)
        if "buy now" in words:
            return Triage(asked.id, "en", asked.service, Subject.SPAM, why_not=WhyNot.SPAM)
        outage = live.get(asked.service)
        if outage is not None and ("down" in words or "log in" in words):
            said = {code: f"{text}\n\nThis is what many see ({code})." for code, text in outage.texts.items()}
            near = (Candidate(outage.id, outage.kind, 0.9),)
            answer = Answer(said, (source(outage),), 0.95)
            return Triage(
                asked.id, asked.language, asked.service, Subject.DOWN, answer=answer, candidates=near
            )
        found = again(asked)
        asks_when = found.answer is None and "when" in words
        return replace(found, subject=Subject.WHEN) if asks_when else found

    return triage


def asking(
    questions: Questions,
    incidents: Incidents,
    desk: Desk | None,
    catalog: Catalog,
    clock: Clock,
    config: QuestionsConfig | None = None,
    *,
    exercise: bool = False,
) -> tuple[Asker, Replier]:
    """Who takes questions, and who answers them at the desk."""
    know = Know(
        catalog,
        incidents,
        Tell(desk, incidents=incidents),
        questions,
        clock,
        sift,
        catalog_in=partial(local_catalog, catalog),
        languages=list(offered()),
        url=URL,
        operator=lambda slug: catalog.named(slug).name,
        exercise=exercise,
    )
    asker = Asker(
        questions,
        know,
        incidents,
        catalog,
        clock,
        Handles(SECRET),
        config or QuestionsConfig(),
        url=URL,
        languages=list(offered()),
        mark=Sealing(lambda: SECRET).mark,
        make_word=token_urlsafe,
    )
    replier = Replier(
        questions,
        know,
        incidents,
        clock,
        alike.likeness,
        languages=list(offered()),
        make_word=token_urlsafe,
        recall=Recall(
            questions, incidents, clock, partial(answered_before, vocabulary=Vocabulary.of(catalog))
        ),
    )
    return asker, replier
