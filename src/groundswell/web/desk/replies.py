"""One answer for a pile of questions: written, its languages side by side, looked at, published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import QueryParameter

from groundswell.core.access import Actor, Right
from groundswell.core.answer import WhyNot
from groundswell.core.answer.piles import Pile as Kind
from groundswell.core.model import State
from groundswell.core.statement import Context, Phase, Text, Weight, check
from groundswell.errors import InputError, OvertakenError
from groundswell.flow.reply import BODY_LETTERS_MAX, TITLE_LETTERS_MAX, Written
from groundswell.flow.sort import Pile
from groundswell.flow.tie import are_of_outage
from groundswell.ports.questions import Draft, Question, Reply
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act
from groundswell.web.desk.answer_fields import named
from groundswell.web.desk.form import Fields, back, drawn, fields
from groundswell.web.desk.meanwhile import meanwhile
from groundswell.web.desk.pile_words import PILES
from groundswell.web.desk.publishing import is_for_all_services, replied, reply_of
from groundswell.web.desk.questions import GIVEN_MAX, ONE_BY_ONE, counted, is_theirs, serves_like, still_there
from groundswell.web.desk.service_fields import service_fields, service_slug
from groundswell.web.language import offered
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

TAKEN_BACK: Final = (
    "the answer that this was to take the place of was replaced, and that one taken back: who had it waits again. "
    "Publish once more to answer them"
)
NOBODY_LEFT: Final = (
    "the answer that this was to take the place of was replaced, and that one taken back: who had it waits again. "
    "Nothing was published: copy your words, and answer where they wait"
)
_GONE: Final = "The draft was published or thrown away meanwhile. Look at it again to begin anew."
_ELSEWHERE: Final = "Now about another service: look whether the answer holds only while an outage is on"
_NOT_LIKE: Final = "That answer may not be given here any more: it was taken back or replaced, or is not for these questions. Yours begins empty"
_NONE: Final = "-"


@get("/desk/questions/answer", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def get_reply_composer(
    request: AnyRequest,
    parts: PartsHere,
    pile: Annotated[str, QueryParameter()] = "",
    reply: Annotated[str, QueryParameter()] = "",
    beside: Annotated[str, QueryParameter()] = "",
    alone: Annotated[str, QueryParameter()] = "",
    like: Annotated[str, QueryParameter()] = "",
) -> Response[bytes]:
    """An answer to the `pile` of a question, to that `alone`, or to that of another `beside` it, begun with the words of an earlier one
    (`like`); or a better one than `reply`."""
    actor = actor_of(request)
    if reply:
        before = await reply_of(parts, actor, reply)
        written = Written(
            before.texts,
            before.service,
            before.sources,
            before.incident,
            is_public=before.is_public,
            supersedes=before.id,
            is_for_like=before.is_for_like,
        )
        had = (await parts.questions.of_replies([before.id], GIVEN_MAX)).get(before.id, ())
        theirs = [each for each in had if is_theirs(actor, each.service, Right.SPEAK)]
        return await _resumed(request, parts, actor, written, theirs)
    queue = await parts.replier.queue(actor.on(Right.SPEAK))
    found, other = (_holding(queue, id) for id in (pile, beside))  # noqa: A001
    if found is None:
        raise ProblemError("not-found", f'no question "{pile[:40]}" waits')
    both = [found] if other is None or other is found else [found, other]
    questions = [question for each in both for question in each.questions if not alone or question.id == pile]
    questions = questions[:GIVEN_MAX]
    asked_in = (
        [each.language for each in questions] if alone else [code for each in both for code in each.languages]
    )
    languages = [parts.utter.config.languages[0], *asked_in, *parts.utter.config.languages]
    texts = [Text(code, "", "") for code in dict.fromkeys(languages) if code in offered()]
    service = _chief(actor, questions)
    tied = await _tied(parts, service, questions)
    kind = Kind.DANGER if found.is_danger else found.kind
    is_for_like = not alone and serves_like(questions, kind)
    written = Written(tuple(texts), service, incident=tied, is_for_like=is_for_like)
    begun, fault = written, ""
    if like:
        before = await reply_of(parts, actor, like)
        fits = await parts.replier.recall.may_begin(before, {service, found.service})
        fits = fits and kind not in ONE_BY_ONE
        begun, fault = (_begun(written, before), "") if fits else (written, _NOT_LIKE)
    return await _resumed(
        *(request, parts, actor, written, questions, kind), begun=begun, fault=fault, is_alone=bool(alone)
    )


def _begun(written: Written, before: Reply) -> Written:
    """What is to be `written`, begun with the words of an earlier answer but for its titles, which may be an asker's own words. It is told to
    whoever asks the like only where that one is, too, and by itself: not until the end of an outage."""
    said = {each.language: each for each in before.texts}
    first, *others = [replace(each, title="") for each in before.texts]
    texts = (replace(first, is_draft=False), *others)
    rest = tuple(each for each in written.texts if each.language not in said)
    return replace(
        written,
        texts=(*texts, *rest),
        sources=before.sources,
        is_for_like=written.is_for_like
        and before.is_for_like
        and not before.has_failed
        and not before.incident,
    )


def _chief(actor: Actor, questions: Sequence[Question]) -> str:
    """The service that most of them are about, of those that `actor` may speak on; "" where they name none. An answer about no service
    would be told to whoever asks the like of any."""
    named = Counter(
        each.service for each in questions if each.service and actor.may(Right.SPEAK, each.service)
    )
    return min(named, key=lambda service: (-named[service], service), default="")


async def _tied(parts: Parts, service: str, questions: Sequence[Question]) -> str:
    """The outage that an answer to them is proposed to be tied to, "" none."""
    return await parts.replier.outage(service, questions) if are_of_outage(questions) else ""


def _holding(queue: Sequence[Pile], id: str) -> Pile | None:  # noqa: A002
    """The pile in which the question `id` lies."""
    return next((each for each in queue if id in {one.id for one in each.questions}), None)


@post("/desk/questions/answer", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_reply(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Keep it and look at it again, publish it, or throw the draft away."""
    form, actor = fields(request), actor_of(request)
    questions = await still_there(parts, actor, form.many("questions"))
    ids, supersedes = [each.id for each in questions], form.text("supersedes", 40)
    if not ids and not supersedes:
        raise invalid("questions", "none of them is here any more")
    action, seen = form.text("action", 20), form.text("draft", 12)
    kind, is_alone = form.text("kind", 40), form.is_on("alone")
    draft, others = _parted(await _draft(parts, actor, ids, supersedes), ids, kind, is_alone=is_alone)
    service, fault = _service(form, parts, actor, draft, questions)
    written = _written(form, service)
    tied = written.incident
    is_elsewhere = form.text("tied_for", 130) not in ("", service or _NONE)
    if is_elsewhere:  # the outage that was offered, if any, is another service's
        written = replace(written, incident=await _tied(parts, service, questions))
    is_for_all = form.is_on("is_for_all")
    typed = form.text("service", 80) if fault else ""
    show = partial(
        _shown,
        *(request, parts, written, questions, kind),
        typed=typed,
        is_for_all=is_for_all,
        is_alone=is_alone,
        of_more=others,
    )
    if action == "discard":
        if draft is not None:
            note_act(request, "discard draft of an answer", draft.id)
            await parts.replier.drop(draft)
        return back("/desk/questions", "The draft is thrown away.")
    version = int(seen) if seen.isascii() and seen.isdigit() else 0
    if not any(each.title or each.body for each in written.texts):
        return await show(fault, draft=draft)
    mine, is_kept = draft, True
    if others is None:
        mine, is_kept = await parts.replier.keep(written, ids, actor.name, version)
    if not is_kept:
        return await show(fault, draft=draft, other=draft is not None, is_gone=draft is None)
    if action == "keep" and mine is not None:
        return Response(b"", status_code=204, headers={"x-draft": str(mine.version)})
    if is_elsewhere and action == "publish" and written.incident != tied:
        fault = fault or _ELSEWHERE
    if action != "publish" or fault:
        return await show(fault, draft=mine)
    try:
        reply, given = await replied(
            *(request, parts, actor, written, questions), is_for_all=is_for_all, over=form.many("over")
        )
    except OvertakenError as first:
        if first.replies:
            return await show(draft=mine, more=first.replies)
        return await _shown(
            *(request, parts, replace(written, supersedes=""), questions, kind),
            TAKEN_BACK if ids else NOBODY_LEFT,
            is_for_all=is_for_all,
            is_alone=is_alone,
        )
    except InputError as refused:
        return await show(named(refused), draft=mine)
    done = f"Published: {counted(len(given))} answered."
    return (
        back("/desk/questions/answered", done, reply.id)
        if written.supersedes
        else back("/desk/questions", done)
    )


async def _draft(parts: Parts, actor: Actor, ids: Sequence[str], supersedes: str) -> Draft | None:
    """What somebody writes to any of these questions, or in the place of that answer. Raises ProblemError (403, 404) where `actor` may not
    speak on all that it is about: it is neither shown to them nor theirs to throw away."""
    if supersedes:
        await reply_of(parts, actor, supersedes)
    draft = await parts.replier.draft(ids, supersedes)
    if draft is None or draft.by == actor.name:
        return draft
    about = {draft.service}
    if not supersedes:
        about |= {each.service for each in await parts.questions.those(draft.questions)}
    if not all(is_theirs(actor, service, Right.SPEAK) for service in about):
        raise ProblemError(
            "forbidden",
            f"{draft.by} is writing an answer to these and to what you may not speak on: ask them to publish it or to throw it away",
        )
    return draft


def _service(
    form: Fields, parts: Parts, actor: Actor, draft: Draft | None, questions: Sequence[Question]
) -> tuple[str, str]:
    """The service that was typed, and what is wrong with it. While there is none of that name, as with one that is half typed, what is
    written is kept for the service that it was about before."""
    typed = form.text("service", 80)
    try:
        return service_slug(parts.catalog, typed) if typed else "", ""
    except ProblemError as problem:
        before = draft.service if draft is not None else _chief(actor, questions)
        return before, f"About: {problem.errors[0].fault}"


def _written(form: Fields, service: str) -> Written:
    texts = []
    for place, language in enumerate(form.many("language")[: len(offered())]):
        if language not in offered():
            raise invalid("language", f"is none of {', '.join(offered())}")
        title = form.text(f"title_{language}", TITLE_LETTERS_MAX)
        body = form.text(f"body_{language}", BODY_LETTERS_MAX)
        texts.append(Text(language, title, body, is_draft=bool(place) and not form.is_on(f"fine_{language}")))
    if not texts:
        raise invalid("language", "is missing: one for each text")
    sources = tuple(form.text("sources", 2_600).split())
    return Written(
        tuple(texts),
        service,
        sources,
        form.text("incident", 200) if form.is_on("is_tied") else "",
        is_public=form.is_on("is_public"),
        supersedes=form.text("supersedes", 40),
        is_for_like=form.is_on("is_for_like"),
    )


async def _resumed(
    request: AnyRequest,
    parts: Parts,
    actor: Actor,
    written: Written,
    questions: Sequence[Question],
    kind: str = "",
    *,
    begun: Written | None = None,
    fault: str = "",
    is_alone: bool = False,
) -> Response[bytes]:
    """The composer with what somebody has begun to write, if anybody has, else with what it is `begun` with; `is_alone`: not to other
    questions, too."""
    ids = [each.id for each in questions]
    draft, others = _parted(await _draft(parts, actor, ids, written.supersedes), ids, kind, is_alone=is_alone)
    if draft is None:
        return await _shown(
            *(request, parts, begun or written, questions, kind, fault), is_alone=is_alone, of_more=others
        )
    said = {each.language: each for each in draft.texts}
    texts = tuple(said.pop(each.language, each) for each in written.texts)
    resumed = Written(
        (*texts, *said.values()),
        draft.service,
        draft.sources,
        draft.incident,
        is_public=draft.is_public,
        supersedes=draft.supersedes,
        is_for_like=draft.is_for_like,
    )
    return await _shown(request, parts, resumed, questions, kind, draft=draft, is_alone=is_alone)


def _parted(
    draft: Draft | None, ids: Collection[str], kind: str, *, is_alone: bool
) -> tuple[Draft | None, Draft | None]:
    """What is being written to `ids`, and what is being written to others: whoever answers one question alone neither takes what is for
    more nor writes it over, nor does whoever answers all of what is better answered one by one with what is for one."""
    if draft is None:
        return None, None
    is_for_more = is_alone and bool(set(draft.questions) - set(ids))
    is_for_one = kind in ONE_BY_ONE and not is_alone and len(ids) > 1 and len(draft.questions) == 1
    return (None, draft) if is_for_more or is_for_one else (draft, None)


async def _shown(
    request: AnyRequest,
    parts: Parts,
    written: Written,
    questions: Sequence[Question],
    kind: str,
    fault: str = "",
    *,
    draft: Draft | None = None,
    other: bool = False,
    typed: str = "",
    is_for_all: bool = False,
    is_alone: bool = False,
    of_more: Draft | None = None,
    more: Collection[str] = (),
    is_gone: bool = False,
) -> Response[bytes]:
    """The composer; `other`: somebody else has kept `draft` meanwhile, and nothing of `written` was; `is_gone`: it is kept no more. `typed` is what was typed for a
    service, where there is none of that name; `kind` is that of the pile; `is_for_all`: its writer has said that it is for every
    service. `is_alone`: it answers one question of a pile; `of_more` is what is being written to that pile, or to
    one question of a pile in danger: nothing is kept beside it; `more` are answers that others have given meanwhile."""
    of, (theirs, written) = written.supersedes, await meanwhile(parts, written, questions, more)
    draft = draft if written.supersedes == of else None  # it was written to what is no more
    outages = await parts.replier.outages(written.service, questions)
    incident = written.incident or (outages[0].id if len(outages) == 1 else "")
    before = await parts.questions.reply(written.supersedes) if written.supersedes else None
    now = parts.clock.now()
    services = service_fields(
        parts, actor_of(request), Right.SPEAK, [written.service] if written.service else None
    )
    page = {
        "title": "A better answer" if written.supersedes else "Answer",
        "fault": _GONE if is_gone and not theirs else fault,
        "kind": kind,
        "may_tell_on": kind != Kind.DANGER and all(each.why_not is not WhyNot.DANGER for each in questions),
        "hint": PILES.get(kind, ("", ""))[1],
        "draft": draft,
        "other": other,
        "meanwhile": theirs,
        "over": ",".join(each.id for each in theirs),
        "others": [each for each in draft.texts if each.body or each.title] if draft and other else [],
        "is_alone": is_alone,
        "of_more": of_more,
        "is_mine": draft is not None and draft.by == actor_of(request).name,
        "written": written,
        "service": parts.catalog.named(written.service).name if written.service else "",
        "services": replace(services, typed=[typed, *services.typed]) if typed else services,
        "incident": incident,
        "tied_for": written.service or _NONE,
        "asks_for_all": is_for_all_services(written, questions, before),
        "is_for_all": is_for_all,
        "is_over": incident in {each.id for each in outages if each.state is State.RESOLVED},
        "incidents": [(each.id, parts.pages.desk.line(each, now)) for each in outages]
        if len(outages) > 1
        else [],
        "questions": [_asked(each, parts) for each in questions],
        "ids": ",".join(each.id for each in questions),
        "is_ready": bool(written.texts[0].body.strip()),
        "languages": [_language(text, is_main=not place) for place, text in enumerate(written.texts)],
    }
    return drawn(request, parts, "desk_answer", page)


def _language(text: Text, *, is_main: bool) -> dict[str, object]:
    return {
        "code": text.language,
        "name": offered()[text.language].name,
        "direction": offered()[text.language].direction,
        "text": text,
        "is_main": is_main,
        "remarks": _remarks(text),
        "paragraphs": [part.strip() for part in text.body.split("\n\n") if part.strip()],
    }


def _asked(question: Question, parts: Parts) -> dict[str, str]:
    service = parts.catalog.named(question.service).name if question.service else ""
    return {"words": question.words, "language": question.language, "service": service}


def _remarks(text: Text) -> list[dict[str, str]]:
    """What the checker of statements would have otherwise in the wording: what a statement must hold, an answer need not."""
    if not text.body.strip():
        return []
    context = Context(Phase.INVESTIGATING, is_cause_known=True)
    return [
        {
            "right": remark.right,
            "quote": text.body[remark.where.start : remark.where.end],
        }
        for remark in check(text, context)
        if remark.weight is Weight.ADVICE and remark.where is not None
    ]
