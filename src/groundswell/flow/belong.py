"""Beside `ask` and `respond`: of which outage a question is. With its end it is over for who asked: their page says so, and they are
told who wished that or wrote; as it eases they are asked whether it works again. Whether it is on, or over, is said here for all."""

from __future__ import annotations

from typing import Final

from groundswell.core.answer import WhyNot
from groundswell.core.model import ONGOING, Incident, State
from groundswell.flow.follow import stands
from groundswell.flow.tie import OF_OUTAGES, was_on
from groundswell.ports import Incidents
from groundswell.ports.questions import Question, QuestionState, Reply

_OUTAGES_MAX: Final = 20
_ON: Final = (State.OPEN, State.EASING)


def is_on(outage: Incident | None) -> bool:
    """Whether it is on, so that its end can be promised; a suspicion may come to nothing."""
    return outage is not None and outage.state in _ON


def is_over(outage: Incident) -> bool:
    """Whether it is over, or was ruled to be none. Of a suspicion that came to nothing nobody is told: it may still grow."""
    return outage.state is State.RESOLVED or (
        outage.state is State.DISMISSED and outage.opened_at is not None
    )


def told_of(question: Question, reply: Reply | None) -> str:
    """The id of the outage that it was told of: the one that the desk tied its answer `reply` to, else that of which the page told it,
    in its own words or in the desk's; "" none. `ports.correspondence` finds whose end is due by the same."""
    return (reply.incident if reply is not None else "") or question.incident


async def outage_of(question: Question, reply: Reply | None, incidents: Incidents) -> Incident | None:
    """The outage that it is of, as that stands; `reply` is the desk's answer where it has one. Of what waits, and was told of none, it is
    the one of its service: that is on, else that is over."""
    if told := told_of(question, reply):
        return await stands(await incidents.get(told), incidents)
    service = question.service or question.asked_on
    if question.state is not QuestionState.WAITING or not service:
        return None
    if question.why_not is WhyNot.DANGER or question.subject not in OF_OUTAGES:
        return None
    found = await incidents.list(service=service, states=(*ONGOING, State.RESOLVED), limit=_OUTAGES_MAX)
    then = [each for each in found if was_on(each, question.at)]
    if not any(each.state in ONGOING for each in found):
        return next(iter(then), None)
    # Where two are on nobody can tell which.
    on = [each for each in then if each.state in ONGOING]
    return on[0] if len(on) == 1 and is_on(on[0]) else None
