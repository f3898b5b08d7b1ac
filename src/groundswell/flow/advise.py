"""What helps while something fails: people propose it, the desk writes it or lets it through, whoever tried it says whether it
did.

A user's words are scrubbed, and shown when the desk has read them (or at once, where the settings say so). A vote is kept under
marks that match nothing else; those of one connection lift nothing. docs/adr/20261128-votes-on-workarounds.md
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Final

from msgspec import Meta

from groundswell.core.catalog import Catalog, like
from groundswell.core.intake import PLATFORMS, REMOVED, scrub
from groundswell.core.model import ONGOING, Visitor
from groundswell.core.workarounds import (
    WORDS_MAX,
    Advice,
    Workaround,
    WorkaroundState,
    cautious,
    helping,
    is_refuted,
    ranked,
)
from groundswell.errors import InputError, LaterError
from groundswell.flow.handles import Handles, Purpose
from groundswell.flow.subscribe import Limits
from groundswell.ports import Clock, Incidents
from groundswell.ports.workarounds import Vote, Workarounds

_ALL: Final = 10_000


@dataclass(frozen=True, slots=True)
class WorkaroundsConfig:
    """What helped others: who may propose it, and whose votes count. See docs/howto/say-what-helps."""

    on: bool = True
    """Whether people may propose workarounds and vote on them. Switched off, pages show what the desk wrote, and ask nothing."""
    at_once: bool = False
    """Whether what a user proposes is shown before anybody at the desk has read it. Only where all who can reach the page are
    known to you: advice can do harm."""
    origin_hour_max: Annotated[int, Meta(ge=1)] = 3
    """Proposals within an hour from one connection (an IPv4 address or an IPv6 /48); further ones are told to wait."""
    votes_hour_max: Annotated[int, Meta(ge=1)] = 30
    """Votes within an hour from one connection; further ones are told to wait."""
    waiting_max: Annotated[int, Meta(ge=1)] = 500
    """Proposals that may wait for the desk at once; beyond it everybody is told to come back later."""
    networks_min: Annotated[int, Meta(ge=1)] = 3
    """Votes of fewer connections than this, on one day, lift no workaround above others and hide none. 1 where everybody comes
    through one connection."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote: `service` by slug, name or alias, `words` as they came, `incident` the outage that it is for."""

    service: str
    words: str
    language: str
    symptoms: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Helpful:
    """A workaround as triage knows it, its fields called as those of what is known there: `texts` by language, that it was written
    in first, each approved; `helped` of `tried` people say so, one connection weighed against the others, and `reliability` is
    what that is worth (core.workarounds.cautious), by which answers are in the order of pages."""

    id: str
    service: str
    texts: Mapping[str, str]
    url: str
    at: datetime
    symptoms: tuple[str, ...]
    incident: str
    helped: int
    tried: int
    reliability: float
    platforms: tuple[str, ...] = ()


class Advise:
    """The leg. `make_id` gives an unguessable id, `languages` are those that a text may be in, `url` is that of this site, without a
    stroke at the end."""

    def __init__(
        self,
        workarounds: Workarounds,
        incidents: Incidents,
        catalog: Catalog,
        clock: Clock,
        config: WorkaroundsConfig,
        secret: bytes,
        *,
        make_id: Callable[[], str],
        languages: Sequence[str],
        url: str = "",
    ) -> None:
        self.config = config
        self._workarounds = workarounds
        self._incidents = incidents
        self._catalog = catalog
        self._clock = clock
        self._handles = Handles(secret)
        self._key = hashlib.blake2b(b"votes on workarounds", key=secret[:64]).digest()
        self._make_id = make_id
        self._languages = tuple(languages)
        self._url = url.rstrip("/")
        self._proposals = Limits.of(config.origin_hour_max, "proposals")
        self._votes = Limits.of(config.votes_hour_max, "votes")

    async def propose(self, written: Written, visitor: Visitor) -> Workaround:
        """Take what somebody who uses the service found; it is for the outage that is on. Raises InputError, LaterError."""
        checked = self._checked(replace(written, words=_scrubbed(written.words)))
        now = self._clock.now()
        self._proposals.take(visitor.prefix or visitor.origin, now)
        waiting = (WorkaroundState.PROPOSED,)
        if (
            len(await self._workarounds.list(states=waiting, limit=self.config.waiting_max))
            >= self.config.waiting_max
        ):
            raise LaterError("too many proposals wait for the desk", 3600)
        ongoing = await self._ongoing(checked.service)
        state = WorkaroundState.SHOWN if self.config.at_once else WorkaroundState.PROPOSED
        return await self._keep(replace(checked, incident=ongoing[0] if ongoing else ""), "", state)

    async def write(self, written: Written, by: str) -> Workaround:
        """What the desk says helps; it is shown at once. Raises InputError."""
        checked = self._checked(written)
        if checked.incident:
            found = await self._incidents.get(checked.incident)
            if found is None or checked.service not in (found.service, *found.members):
                raise InputError("incident", "is no outage of this service")
            if found.state not in ONGOING:
                raise InputError("incident", "is over: leave it empty for a workaround that stands")
        return await self._keep(checked, by, WorkaroundState.SHOWN)

    async def translate(self, id: str, text: Advice, by: str) -> Workaround | None:  # noqa: A002
        """Keep `text` in place of the one of its language; None where there is no such workaround. Raises InputError."""
        found = await self._workarounds.get(id)
        if found is None:
            return None
        words, language = _words(text.words), self._language(text.language)
        if text.is_draft and language == found.texts[0].language:
            raise InputError("is_draft", "the text that it was written in is no draft: withdraw it instead")
        said = found.said(Advice(language, words, text.is_draft))
        return await self._put(replace(said, decided_by=by, changed_at=self._clock.now()))

    async def decide(self, id: str, state: WorkaroundState, by: str) -> Workaround | None:  # noqa: A002
        """Show it, or take it down; None where there is none. Raises InputError."""
        if state not in (WorkaroundState.SHOWN, WorkaroundState.WITHDRAWN):
            raise InputError("state", "is neither shown nor withdrawn")
        found = await self._workarounds.get(id)
        if found is None:
            return None
        stands = None
        if state is WorkaroundState.SHOWN and found.incident:
            incident = await self._incidents.get(found.incident)
            if incident is None or incident.state not in ONGOING:
                stands = ""  # its outage is over: from now on it is for no other
        return await self._put(found.moved(state, self._clock.now(), by, stands))

    async def vote(self, id: str, visitor: Visitor, *, helped: bool) -> Workaround | None:  # noqa: A002
        """Keep what somebody says, in place of what they said of it before today; the workaround as it is then, None where none is
        shown. Raises LaterError."""
        now = self._clock.now()
        network = visitor.prefix or visitor.origin
        self._votes.take(network, now)
        told = Vote(id, self._mark(id, visitor.reporter), self._mark(id, network), helped, now)
        return await self._workarounds.get(id) if await self._workarounds.vote(told) else None

    async def find(self, id: str) -> Workaround | None:  # noqa: A002
        """The one of this id that anybody may read: that is shown, or was until its outage was over."""
        found = await self._workarounds.get(id)
        open_to_all = (WorkaroundState.SHOWN, WorkaroundState.EXPIRED)
        return found if found is not None and found.state in open_to_all else None

    async def any(self, id: str) -> Workaround | None:  # noqa: A002
        """The one of this id, whatever its state."""
        return await self._workarounds.get(id)

    def handle_of(self, proposed: Workaround) -> str:
        """What opens it to who proposed it."""
        return self._handles.make(Purpose.PROPOSAL, proposed.id)

    async def own(self, handle: str) -> Workaround | None:
        """What somebody proposed, by its handle, whatever its state."""
        id = self._handles.read(Purpose.PROPOSAL, handle)  # noqa: A001
        return await self._workarounds.get(id) if id is not None else None

    async def erase(self, proposed: Workaround) -> bool:
        """Forget it for good, with translations and votes; False where it is gone."""
        return await self._workarounds.erase(proposed.id)

    async def of_service(self, slug: str) -> tuple[Workaround, ...]:
        """What helps with a service now, most reliable first."""
        shown = await self._workarounds.list(services=(slug,), states=(WorkaroundState.SHOWN,))
        return helping(ranked(shown, self.config.networks_min), await self._ongoing(slug))

    async def all(self, states: Sequence[WorkaroundState], limit: int = 200) -> Sequence[Workaround]:
        """Of all services in these states, latest first: for the desk."""
        return await self._workarounds.list(states=states, limit=limit)

    async def known(self) -> tuple[Helpful, ...]:
        """Everything that helps now and is not refuted, for questions to be put to, most reliable first."""
        shown = await self._workarounds.list(states=(WorkaroundState.SHOWN,), limit=_ALL)
        ongoing = [each.id for each in await self._incidents.list(states=ONGOING, limit=_ALL)]
        found = []
        for each in helping(ranked(shown, self.config.networks_min), ongoing):
            if is_refuted(each.tally, self.config.networks_min):
                continue  # pages show it with its figures; an answer would recommend it
            helped, tried = each.tally.counted
            texts = {text.language: text.words for text in each.spoken}
            url = f"{self._url}/workarounds/{each.id}"
            found.append(
                Helpful(
                    each.id,
                    each.service,
                    texts,
                    url,
                    each.made_at,
                    each.symptoms,
                    each.incident,
                    helped,
                    tried,
                    cautious(each.tally, self.config.networks_min),
                    each.platforms,
                )
            )
        return tuple(found)

    async def expire(self) -> Sequence[Workaround]:
        """What was for an outage that is over helps nobody any more; those of which that has just become so."""
        ongoing = [each.id for each in await self._incidents.list(states=ONGOING, limit=_ALL)]
        return await self._workarounds.expire(ongoing, self._clock.now())

    async def forget(self, kept: timedelta) -> int:
        """Forget what was taken down, has expired or was never read for longer than `kept`; how many went."""
        return await self._workarounds.forget(self._clock.now() - kept)

    def _mark(self, id: str, whose: int) -> int:  # noqa: A002
        """`whose` pseudonym as it is kept with this workaround: 63 bits that match no other."""
        told = f"{id}:{whose}".encode()
        return int.from_bytes(hashlib.blake2b(told, key=self._key, digest_size=8).digest(), "big") >> 1

    async def _ongoing(self, slug: str) -> list[str]:
        return [each.id for each in await self._incidents.list(service=slug, states=ONGOING)]

    async def _keep(self, written: Written, by: str, state: WorkaroundState) -> Workaround:
        now = self._clock.now()
        return await self._put(
            Workaround(
                self._make_id(),
                written.service,
                (Advice(written.language, written.words),),
                now,
                now,
                by,
                written.incident,
                written.symptoms,
                written.platforms,
                state,
            )
        )

    async def _put(self, workaround: Workaround) -> Workaround:
        await self._workarounds.put(workaround)
        return workaround

    def _checked(self, written: Written) -> Written:
        service = self._catalog.find(written.service[:80]) if written.service.strip() else None
        if service is None:
            raise InputError("service", "names no service of the catalog")
        for symptom in written.symptoms:
            if symptom not in service.symptoms:
                near = " or ".join(like(symptom, service.symptoms, limit=2))
                hint = f"; did you mean {near}?" if near else ""
                raise InputError("symptoms", f'"{symptom[:40]}" is no symptom of {service.name}{hint}')
        for platform in written.platforms:
            if platform not in PLATFORMS:
                raise InputError("platforms", f'"{platform[:20]}" is none of {", ".join(PLATFORMS)}')
        return replace(
            written,
            service=service.slug,
            words=_words(written.words),
            language=self._language(written.language),
            symptoms=tuple(dict.fromkeys(written.symptoms)),
            platforms=tuple(dict.fromkeys(written.platforms)),
        )

    def _language(self, code: str) -> str:
        if code not in self._languages:
            raise InputError("language", f'"{code[:20]}" is none of {", ".join(self._languages)}')
        return code


def _scrubbed(words: str) -> str:
    """A user's words without what tells who it is or leads elsewhere. Raises InputError where nothing is left."""
    found = scrub(_words(words)).strip()
    if not _says_something(found.replace(REMOVED, "")):
        raise InputError(
            "words", "say in your own words what helped: links, addresses and numbers are taken out"
        )
    return found


def _says_something(words: str) -> bool:
    return any(letter.isalnum() for letter in words)


def _words(words: str) -> str:
    """Words without control characters and spaces around. Raises InputError."""
    kept = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in words).strip()
    if not _says_something(kept):
        raise InputError("words", "is empty: say what helped")
    if len(kept) > WORDS_MAX:
        raise InputError("words", f"is {len(kept)} letters long; at most {WORDS_MAX} are kept")
    return kept
