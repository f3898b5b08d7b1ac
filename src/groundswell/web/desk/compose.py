"""The composer: a statement drafted from the facts, its languages side by side, what a checker remarks, how channels cut it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, TypeVar

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Actor, Right
from groundswell.core.model import Incident
from groundswell.core.statement import (
    Action,
    Advice,
    Context,
    Cure,
    Phase,
    Statement,
    Template,
    Text,
    check,
    moved,
)
from groundswell.core.statement.lines import LINES
from groundswell.errors import InputError
from groundswell.flow.utter import USUAL, Begun, Chosen
from groundswell.ports import Filed, StatementState
from groundswell.web.answer import wants_html
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, headers_of, needs, note_act
from groundswell.web.desk.form import (
    Fields,
    applied,
    back,
    drawn,
    fields,
    incident_of,
    may_on,
    may_on_all,
    republish,
    said,
)
from groundswell.web.desk.previews import others_of, previews
from groundswell.web.desk.templates import fitting, fitting_one, helps_of
from groundswell.web.desk.told import told_of
from groundswell.web.language import offered
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid, problem_of

_NOTED: Final[Mapping[str, str]] = {
    "draft": "statement drafted, not kept",
    "look": "statement looked at, not kept",
    "save": "statement kept",
    "wait": "statement sent for approval",
    "discard": "statement discarded",
    "publish": "statement published",
    "publish-read": "statement published, all languages as read",
}
"""What the audit log says of a button."""
_MINUTES: Final = (15, 20, 30, 60, 120)
_TITLE_MAX, _BODY_MAX = 200, 4000


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote of a statement."""

    phase: Phase
    texts: tuple[Text, ...]
    next_at: datetime | None
    is_cause_known: bool


@get("/desk/incidents/{id:str}/speak", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def get_composer(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
    phase: Annotated[str, QueryParameter()] = "",
    template: Annotated[str, QueryParameter()] = "",
) -> Response[bytes]:
    """A new statement, drafted, or begun from a template."""
    actor = actor_of(request)
    incident = await incident_of(parts, id, actor, Right.SPEAK)
    words = await fitting_one(parts, actor, incident, template) if template else None
    wanted = phase_of(phase) if phase else await next_phase(parts, incident)
    begun = await begin(parts, actor, incident, words, wanted)
    return await _shown(request, parts, incident, begun.filed, words, begun)


@get("/desk/statements/{id:str}", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_statement(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """A statement that is kept: to go on with, to approve, or to read."""
    filed = await statement_of(parts, id)
    incident = await incident_of(parts, filed.statement.incident, actor_of(request), Right.LOOK)
    return await _shown(request, parts, incident, filed)


@post("/desk/incidents/{id:str}/speak", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_statement(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Draft anew, keep, send for approval, discard, or publish."""
    actor, form = actor_of(request), fields(request)
    incident = await incident_of(parts, id, actor, Right.SPEAK)
    action, name = form.text("action", 20), form.text("statement", 200)
    revision = int(told) if (told := form.text("revision", 9)).isdigit() else 0
    if action == "discard":
        note_act(request, _NOTED[action], name)
        await discard(parts, actor, incident, name, revision)
        return back(f"/desk/incidents/{id}", "The draft is discarded.", "statements")
    try:
        return await _done(request, parts, incident, action, name, revision)
    except (InputError, ProblemError) as fault:
        problem = problem_of(fault)
        if problem.kind != "invalid" or not wants_html(headers_of(request)):
            raise
        return await _again(request, parts, incident, name, revision, problem)


async def _done(
    request: AnyRequest,
    parts: Parts,
    incident: Incident,
    action: str,
    name: str,
    revision: int,
) -> Response[bytes]:
    """What a button does with what was written. Raises InputError, ProblemError."""
    actor, form, id = actor_of(request), fields(request), incident.id  # noqa: A001
    written = _written(form, parts)
    filed = await _filed(parts, incident, actor, name, revision, written)
    note_act(request, _NOTED.get(action, "statement"), filed.statement.id)
    if action in ("draft", "look"):
        named = form.text("template", 80)
        words = await fitting_one(parts, actor, incident, named) if named else None
        if action == "look":
            return await _shown(request, parts, incident, filed, words)
        chosen = _chosen(form)
        begun = await begin(parts, actor, incident, words, written.phase, (written.next_at,), chosen)
        kept = replace(begun.filed.statement, id=filed.statement.id)
        again = replace(filed, statement=kept)
        return await _shown(request, parts, incident, again, words, begun, chosen)
    if action == "publish-read":
        filed = replace(filed, statement=_as_read(filed.statement))
    if action in ("publish", "publish-read"):
        await say(parts, actor, filed)
        return back(f"/desk/incidents/{id}", "Published.", "statements")
    if action not in ("save", "wait"):
        raise invalid("action", "is none of draft, look, save, wait, discard, publish, publish-read")
    state = StatementState.WAITING if action == "wait" else StatementState.DRAFT
    kept_as = await parts.utter.keep(replace(filed, step=state))
    return back(f"/desk/statements/{kept_as.statement.id}", "")


async def _again(
    request: AnyRequest, parts: Parts, incident: Incident, name: str, revision: int, problem: ProblemError
) -> Response[bytes]:
    """The composer with what was written, and why it was refused; where somebody else has changed the statement meanwhile, theirs
    beside it: what is written here takes its place when it is kept now."""
    written = _written(fields(request), parts, is_checked=False)
    filed = await _filed(parts, incident, actor_of(request), name, revision, written)
    kept = await parts.desk.statement(filed.statement.id)
    is_same = kept is None or kept.revision == revision or kept.statement.says_what(filed.statement)
    is_gone = kept is None and revision > 0
    filed = replace(filed, revision=kept.revision if kept is not None else 0)
    faults = [each.fault for each in problem.errors if not (is_gone and each.field == "revision")]
    if is_gone:
        faults.append(
            "somebody has discarded it meanwhile, and it is there again when you keep or publish it now"
        )
    fault = "; ".join(faults) or problem.detail
    return await _shown(request, parts, incident, filed, fault=fault, other=None if is_same else kept)


async def begin(
    parts: Parts,
    actor: Actor,
    incident: Incident,
    template: Template | None,
    phase: Phase,
    next_at: tuple[datetime | None] | None = None,
    chosen: Chosen = USUAL,
) -> Begun:
    """A statement to go on with, not kept: our own draft for `phase`, or what `template` says in its own. `next_at` is what was
    chosen for `phase`; in place of nothing, what is usual in it; `chosen` what is done and what readers can do."""
    wanted = (template.occasion.phase if template else None) or phase
    due = next_at[0] if next_at and wanted is phase else parts.utter.next_at(incident, wanted)
    helps, voice = await helps_of(parts, incident), parts.utter.voice(actor, incident)
    if template is None:
        filed = await parts.utter.drafted(incident, wanted, actor.name, due, helps, chosen, voice=voice)
        return Begun(filed)
    return await parts.utter.begun(incident, template, actor.name, due, helps, chosen, voice=voice)


async def say(parts: Parts, actor: Actor, filed: Filed) -> Filed:
    """Publish `filed` as it stands, kept first where it is not; the public pages follow. Where a second person has to approve it,
    that person may say in the same breath which translations are read. Raises InputError, ProblemError."""
    before = await parts.desk.statement(filed.statement.id)
    is_kept = before is not None and before.statement == filed.statement and before.revision == filed.revision
    if is_kept:
        kept = filed
    else:
        is_read = before is not None and filed.statement.says_what(before.statement)
        if parts.utter.config.approval and not is_read:
            kept = await parts.utter.keep(replace(filed, step=StatementState.WAITING))
            raise InputError("approved_by", "it was changed: kept, and waits for somebody else to approve it")
        kept = await parts.utter.keep(filed)
    incident = await parts.incidents.get(kept.statement.incident)
    assert incident is not None, "a statement is about an incident"
    voice = parts.utter.voice(actor, incident)
    out, sequence = await parts.utter.publish(kept.statement.id, kept.revision, actor.name, voice)
    await applied(parts, sequence)
    await republish(parts, (incident.service, *incident.members))
    return out


def _as_read(statement: Statement) -> Statement:
    """Every language approved by whoever says that they have read it."""
    return replace(statement, texts=tuple(replace(text, is_draft=False) for text in statement.texts))


async def discard(parts: Parts, actor: Actor, incident: Incident, name: str, revision: int | None) -> None:
    """Remove the statement of this name about `incident`, in this revision (None: as it is kept), for good: its author may, and
    administrators. Raises ProblemError (403, 404), InputError."""
    filed = await statement_of(parts, name)
    if filed.statement.incident != incident.id:
        raise invalid("statement", "is about another incident")
    if not _may_discard(actor, incident, filed):
        raise ProblemError("forbidden", "its author discards a draft, or an administrator")
    await parts.desk.discard(name, filed.revision if revision is None else revision)


def _may_discard(actor: Actor, incident: Incident, filed: Filed) -> bool:
    return filed.statement.by == actor.name or may_on_all(actor, Right.KEEP, incident)


async def statement_of(parts: Parts, id: str) -> Filed:  # noqa: A002
    """Raises ProblemError (404)."""
    filed = await parts.desk.statement(id)
    if filed is None:
        raise ProblemError("not-found", f"there is no statement {id[:80]}")
    return filed


def phase_of(word: str) -> Phase:
    """Raises ProblemError (422)."""
    if word not in set(Phase):
        raise invalid("phase", f"is none of {', '.join(Phase)}")
    return Phase(word)


async def next_phase(parts: Parts, incident: Incident) -> Phase:
    """What to speak of next: what was spoken of last, or the end where it is over."""
    if incident.resolved_at is not None:
        return Phase.RESOLVED
    last = await parts.desk.statements(incidents=[incident.id], state=StatementState.PUBLISHED, limit=1)
    return last[0].statement.phase if last else Phase.INVESTIGATING


async def _filed(
    parts: Parts, incident: Incident, actor: Actor, name: str, revision: int, written: Written
) -> Filed:
    """The statement of this name with what was written; whoever changes what another wrote is its author then, but not who
    only says which translations they have read."""
    before = await parts.desk.statement(name) if name else None
    if before is not None and before.statement.incident != incident.id:
        raise invalid("statement", "is about another incident")
    if before is None:
        fresh = await parts.utter.drafted(incident, written.phase, actor.name, written.next_at)
        before = fresh if not name else replace(fresh, statement=replace(fresh.statement, id=name))
        if name and not name.startswith(f"{incident.id}-"):
            raise invalid("statement", "is no name of a statement about this incident")
    changed = replace(
        before.statement,
        phase=written.phase,
        texts=written.texts,
        next_at=written.next_at,
        is_cause_known=written.is_cause_known,
    )
    if not changed.says_what(before.statement):
        changed = replace(changed, by=actor.name)
    return Filed(changed, before.step, revision)


def _written(form: Fields, parts: Parts, *, is_checked: bool = True) -> Written:
    """What the form says; a time that cannot be promised is refused where it `is_checked`. Raises ProblemError (422)."""
    texts = []
    for place, language in enumerate(form.many("language")[: len(offered())]):
        if language not in offered():
            raise invalid("language", f"is none of {', '.join(offered())}")
        title, body = form.text(f"title_{language}", _TITLE_MAX), form.text(f"body_{language}", _BODY_MAX)
        if title or body or not place:
            texts.append(
                Text(language, title, body, is_draft=bool(place) and not form.is_on(f"fine_{language}"))
            )
    if not texts:
        raise invalid("language", "is missing: one for each text")
    due, next_at = form.instant("due"), _next(form, parts, is_checked=is_checked)
    if due is not None and next_at is not None and due != next_at:
        texts = [moved(text, due, next_at) for text in texts]
    return Written(phase_of(form.text("phase", 20)), tuple(texts), next_at, form.is_on("is_cause_known"))


def _chosen(form: Fields) -> Chosen:
    """What a draft shall say that the incident does not know. Raises ProblemError (422)."""
    return Chosen(
        _one_of(form, "doing", Action), _one_of(form, "advice", Advice), _one_of(form, "cure", Cure)
    )


_Listed = TypeVar("_Listed", bound=StrEnum)


def _one_of(form: Fields, name: str, kind: type[_Listed]) -> _Listed | None:
    word = form.text(name, 20)
    if word and word not in set(kind):
        raise invalid(name, f"is none of {', '.join(kind)}")
    return kind(word) if word else None


def _next(form: Fields, parts: Parts, *, is_checked: bool) -> datetime | None:
    """When the next word is promised: by minutes from now, or at a time; none."""
    chosen = form.text("next_in", 10)
    if chosen.isascii() and chosen.isdigit() and int(chosen) in _MINUTES:
        return (parts.clock.now() + timedelta(minutes=int(chosen))).replace(second=0, microsecond=0)
    if chosen == "none":
        return None
    at = form.instant("next_at")
    if is_checked and at is not None and at <= parts.clock.now():
        raise invalid("next_at", "the time by which you promise the next word is over already")
    return at


async def _shown(
    request: AnyRequest,
    parts: Parts,
    incident: Incident,
    filed: Filed,
    template: Template | None = None,
    begun: Begun | None = None,
    chosen: Chosen = USUAL,
    fault: str = "",
    other: Filed | None = None,
) -> Response[bytes]:
    """The composer with a statement in it, that was begun from `template`; with a `fault` where it was refused, and an `other` that
    somebody has kept meanwhile."""
    actor, statement = actor_of(request), filed.statement
    published = await parts.desk.statements(incidents=[incident.id], state=StatementState.PUBLISHED)
    context = Context(
        statement.phase,
        is_first=not published,
        is_cause_known=statement.is_cause_known,
        others=others_of(parts, incident),
        is_counted=True,
        next_at=statement.next_at,
        cause=incident.known_cause,
        is_watchers=not (voice := _voice(parts, actor, incident, filed)),
    )
    speaker = parts.gather.tell.speaker(voice)
    may_publish = not parts.utter.config.approval or (
        filed.step is StatementState.WAITING and statement.by != actor.name
    )
    page = {
        "title": f"Statement: {parts.pages.desk.title(incident)}",
        "incident": incident,
        "line": parts.pages.desk.line(incident, parts.clock.now()),
        "statement": statement,
        "state": filed.step.value,
        "revision": filed.revision,
        "phases": [phase.value for phase in Phase],
        "minutes": _MINUTES,
        **await _starts(parts, actor, incident, template, begun),
        "lists": _lists(statement.phase, chosen, voice),
        "has_chosen": chosen != USUAL,
        "languages": [
            {
                "code": text.language,
                "name": offered()[text.language].name,
                "direction": offered()[text.language].direction,
                "text": text,
                "is_main": not place,
                "is_hidden": _is_hidden(statement, place),
                "is_lacking": template is not None and template.text(text.language) is None,
                "remarks": _remarks(text, context),
                "fitted": previews(parts, incident, _signed(text, speaker)),
            }
            for place, text in enumerate(statement.texts)
        ],
        "whose": parts.catalog.operator_name(voice) if voice else "",
        "may_publish": may_publish,
        "drafted_in": [text.language for text in statement.texts[1:] if text.is_draft],
        "all_languages": _and([offered()[text.language].name for text in statement.texts]),
        "needs_approval": parts.utter.config.approval,
        "is_author": statement.by == actor.name,
        "may_discard": bool(filed.revision) and _may_discard(actor, incident, filed),
        "may_approve": _may_approve(parts, actor, incident, filed),
        "is_published": (is_out := filed.step is StatementState.PUBLISHED),
        "told": (await told_of(parts, incident.id)).get(statement.id, "") if is_out else "",
        "may_speak": may_on(actor, Right.SPEAK, incident),
        "fault": fault,
        "other": other.statement if other else None,
    }
    return drawn(request, parts, "desk_compose", page, 422 if fault else 200)


def _remarks(text: Text, context: Context) -> list[dict[str, str]]:
    """What the checker would have otherwise, with the words that it is about."""
    return [
        {
            "weight": remark.weight.value,
            "right": remark.right,
            "quote": text.body[remark.where.start : remark.where.end] if remark.where else "",
        }
        for remark in check(text, context)
    ]


def _lists(phase: Phase, chosen: Chosen, voice: str) -> list[tuple[str, str, Sequence[tuple[str, str]], str]]:
    """What can be chosen for a draft, as (field, label, [(word, sentence)], what is chosen); what is done, by its operator alone."""
    listed: list[tuple[str, str, str, type[StrEnum], StrEnum | None]] = [
        ("advice", "What readers can do", "advice", Advice, chosen.advice)
    ]
    if phase is Phase.RESOLVED:
        listed = [("cure", "How it ended", "cure", Cure, chosen.cure)]
    else:
        listed.insert(0, ("doing", "What you do about it", "action", Action, chosen.action))
    if not voice:
        listed = [each for each in listed if each[0] == "advice"]
    lines: Mapping[str, str] = LINES["en"]
    return [
        (
            field,
            label,
            [(word.value, lines[f"{key}_{word}"]) for word in kind],
            picked.value if picked else "",
        )
        for field, label, key, kind, picked in listed
    ]


async def _starts(
    parts: Parts, actor: Actor, incident: Incident, template: Template | None, begun: Begun | None
) -> dict[str, object]:
    """What a statement about `incident` can be begun from, by phase, and what became of the template that this one was."""
    found = await fitting(parts, actor, (incident.service, *incident.members))
    by_phase = {phase.value: [each for each in found if each.occasion.phase is phase] for phase in Phase}
    return {
        "starts": [(phase, each) for phase, each in by_phase.items() if each],
        "words": template,
        "begun": {
            "drafted": [offered()[code].name for code in begun.drafted],
            "left_out": [f"{{{place}}}" for place in begun.left_out],
        }
        if template and begun
        else None,
    }


def _voice(parts: Parts, actor: Actor, incident: Incident, filed: Filed) -> str:
    """The service as whose operator it was said, or will be if `actor` publishes it; "": as the site."""
    is_out = filed.step is StatementState.PUBLISHED
    return filed.statement.voice if is_out else parts.utter.voice(actor, incident)


def _may_approve(parts: Parts, actor: Actor, incident: Incident, filed: Filed) -> bool:
    if parts.utter.config.approval and filed.statement.by == actor.name:
        return False
    return may_on(actor, Right.SPEAK, incident) and has_voice(parts, actor, filed)


def _is_hidden(statement: Statement, place: int) -> bool:
    """Whether the text in this place is shown to nobody; where none was read, the first is."""
    is_none_read = all(text.is_draft for text in statement.texts)
    return statement.texts[place].is_draft and (place > 0 or not is_none_read)


def has_voice(parts: Parts, actor: Actor, filed: Filed) -> bool:
    """Whether `actor` may add to what was said: of an operator's own word, who speaks for the service."""
    voice = filed.statement.voice
    return not voice or parts.utter.voice_on(actor, (voice,)) == voice


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _signed(text: Text, speaker: str) -> Text:
    """As channels tell it: the title begins with who says so."""
    return replace(text, title=f"{speaker}: {text.title}") if speaker else text


def checked_text(language: str, title: str, body: str, *, is_draft: bool) -> Text:
    """A text that a program sent. Raises ProblemError (422)."""
    if language not in offered():
        raise invalid("language", f"is none of {', '.join(offered())}")
    return Text(language, said("title", title, _TITLE_MAX), said("body", body, _BODY_MAX), is_draft)
