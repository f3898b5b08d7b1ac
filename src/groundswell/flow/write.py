"""Beside `respond`: what goes back to who asked by letter or post, in words: an answer, where it is from and whether more comes, or that
the outage is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from groundswell.core.answer import Source
from groundswell.core.model import Incident, State
from groundswell.core.notice import Message, Purpose, Sender, word
from groundswell.flow.belong import is_over, told_of
from groundswell.flow.follow import stands
from groundswell.ports import Incidents
from groundswell.ports.correspondence import MAIL, Correspondent
from groundswell.ports.questions import Question, Reply


class Pages(Protocol):
    """Where a question's page is: flow.ask.Asker."""

    def url_of(self, question: Question, language: str = "") -> str:
        """See flow.ask.Asker."""
        ...

    def open_url_of(self, question: Question, reply: Reply | None, language: str) -> str:
        """See flow.ask.Asker."""
        ...


class Endings(Protocol):
    """What stands under an answer that goes out, in every language."""

    def source(self, source: Source, language: str) -> str:
        """One line: where an answer is from that can be read nowhere, and when it was said there."""
        ...

    def ending(self, language: str) -> str:
        """One or two sentences: that nothing more comes, and where to go on. The address of the page follows."""
        ...

    def ending_on(self, language: str) -> str:
        """The same while the outage is on: its end is told, then nothing more."""
        ...

    def ending_open(self, language: str) -> str:
        """The same while nobody knows whether it is one: that nothing more comes is not said, nor that something does."""
        ...

    def over(self, incident: Incident, language: str, about: str = "") -> str:
        """That the outage is over, or was none, and what to do where it is not; named after the service `about` where it hit that."""
        ...

    def correction(self, language: str) -> str:
        """One sentence: that this takes the place of what was answered before."""
        ...


class Write:
    """Writes it. `tells_end`: the end of an outage is told."""

    def __init__(
        self, incidents: Incidents, pages: Pages, sender: Sender, endings: Endings, *, tells_end: bool
    ) -> None:
        self._incidents = incidents
        self._pages = pages
        self._sender = sender
        self._endings = endings
        self._tells_end = tells_end

    async def answer(self, who: Correspondent, question: Question, reply: Reply | None) -> Message:
        """The answer, where it is from, and the question's page, where all the rest is."""
        wanted = question.language or who.language or "en"
        if reply is not None:
            text = reply.text(wanted)
            body, language, sources = text.body, text.language, list(reply.sources)
            key, at = f"answer-{question.id}-{reply.id}", reply.at
        else:
            assert question.told is not None, "looked at before"
            body, language = question.told.text(wanted)
            told = question.told.sources
            # What the desk has answered others need stand on no page. Where others read along the page of what was asked about is named.
            sources = [
                self._endings.source(source, language) if who.is_private and not source.url else source.url
                for source in told
            ]
            # Not before what it tells of: what waited until an outage opened knows more than when it was asked.
            key, at = f"answer-{question.id}", max(question.at, said_at(question, None))
        if not who.is_private:
            known = [self._pages.open_url_of(question, reply, each) for each in (language, "en")]
            sources = [source for source in sources if source not in known]
        parts = [body, *(source for source in dict.fromkeys(sources) if source and source not in body)]
        if reply is None and (over := await self._over_before(question)) is not None:
            parts.insert(0, self._endings.over(over, language, question.service))
        if who.told:
            parts.insert(0, self._endings.correction(language))
        if who.way == MAIL:
            parts.append(await self._ending(who, question, reply, language))
        return self._worded(who, question, reply, key, "\n\n".join(filter(None, parts)), at, language)

    def end(self, who: Correspondent, question: Question, reply: Reply | None, over: Incident) -> Message:
        """That the outage is `over` which it was told of."""
        language = question.language or who.language or "en"
        body = self._endings.over(over, language, question.service)
        return self._worded(who, question, reply, f"end-{question.id}", body, over_at(over), language)

    async def _over_before(self, question: Question) -> Incident | None:
        """The outage, where it was over when its asker asked, and what they are told is older than its end."""
        told = question.incident
        found = await stands(await self._incidents.get(told), self._incidents) if told else None
        if found is None or not is_over(found):
            return None
        return found if said_at(question, None) < over_at(found) <= question.at else None

    async def _ending(
        self, who: Correspondent, question: Question, reply: Reply | None, language: str
    ) -> str:
        """What the letter says of further ones is what flow.respond will do."""
        endings, told = self._endings, told_of(question, reply)
        found = await stands(await self._incidents.get(told), self._incidents) if told else None
        if found is None or who.is_end_told or not self._tells_end:
            return endings.ending(language)
        if found.state in (State.OPEN, State.EASING):
            return endings.ending_on(language)
        is_told = found.state is State.RESOLVED and says_end(question, reply, found)
        return endings.ending(language) if is_told else endings.ending_open(language)

    def _worded(
        self,
        who: Correspondent,
        question: Question,
        reply: Reply | None,
        key: str,
        body: str,
        at: datetime,
        language: str,
    ) -> Message:
        """What is sent at last. The address of a question's page is a key: where others read along it is the page of what was asked about."""
        message = word(
            key,
            (f"Re: {who.subject or self._sender.name}" if who.way == MAIL else "", body),
            at,  # not now: what is sent again after a crash is the same, whatever its name is made of
            sender=self._sender,
            purpose=Purpose.REPLY,
            language=language,
        )
        pages = self._pages
        own = who.is_private
        url = pages.url_of(question, language) if own else pages.open_url_of(question, reply, language)
        return replace(message, url=url)


def over_at(incident: Incident) -> datetime:
    """When it was over, or ruled to be none."""
    return incident.resolved_at or incident.updated_at


def says_end(question: Question, reply: Reply | None, over: Incident) -> bool:
    """Whether the answer was written when it was over; what is told again to who asks after the end says so first."""
    return over_at(over) <= said_at(question, reply) or (reply is None and over_at(over) <= question.at)


def said_at(question: Question, reply: Reply | None) -> datetime:
    """Up to when an answer knows what has happened: the desk's when it was written, the program's as its source stood."""
    if reply is not None:
        return reply.at
    sources = question.told.sources if question.told is not None else ()
    outage = question.incident
    itself = [each.at for each in sources if each.id == outage]
    about = [each.at for each in sources if outage and each.incident == outage]
    return next(iter(itself or about), question.at)
