"""Policies at the desk: whom an outage calls, step by step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Right
from groundswell.core.oncall import Policy, Step, Whom, WhomKind, check_policy
from groundswell.core.oncall.ladder import REPEATS_MAX, STEPS_MAX, WAIT_MINUTES_MAX, WHOM_MAX
from groundswell.errors import InputError
from groundswell.flow.call import names_of
from groundswell.ports.notices import CHANNEL
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act
from groundswell.web.desk.form import Fields, back, drawn, fields
from groundswell.web.desk.oncall import Names, account_named, gaps_told
from groundswell.web.desk.service_fields import service_fields, services_in
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

_SPARE: Final = 2
"""empty steps to fill in"""


@get("/desk/oncall/policies/{id:str}", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_policy(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
    done: Annotated[str, QueryParameter()] = "",
) -> Response[bytes]:
    """One of them; "new" is none yet."""
    policy = None if id == "new" else await policy_of(parts, id)
    names = await names_of(parts.people.people)
    steps = [_shown(step, names) for step in policy.steps] if policy else []
    page = {
        "title": policy.title if policy else "A new policy",
        "policy": policy,
        "steps": [*steps, *({"wait": 5, "whom": ""} for _ in range(_SPARE))],
        "gaps": gaps_told(await parts.called.leg.lack.gaps([policy], parts.clock.now()), names)
        if policy
        else [],
        "is_keeper": actor_of(request).may(Right.KEEP),
        "covered": ", ".join(_covered(parts, policy)) if policy else "",
        "services": service_fields(parts, actor_of(request), Right.KEEP, policy.services if policy else ()),
        "categories": sorted(parts.catalog.categories.items()),
        "schedules": [each.id for each in await parts.called.oncall.schedules()],
        "names": sorted(names.values()),
        "channels": sorted(await _channels(parts)),
        "done": done[:80],
    }
    return drawn(request, parts, "desk_policy", page)


@post("/desk/oncall/policies/{id:str}", include_in_schema=False, guards=[needs(Right.KEEP, page=True)])
async def post_policy(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Keep what the form says; `act` "drop" forgets it."""
    form, actor = fields(request), actor_of(request)
    known = None if id == "new" else await policy_of(parts, id)
    is_dropped = known is not None and form.text("act", 20) == "drop"
    note_act(request, f"policy {'dropped' if is_dropped else 'kept'}", id[:80])
    if known is not None and is_dropped:
        await parts.called.oncall.drop_policy(known.id)
        return back("/desk/oncall")
    steps = {n: step for n in range(STEPS_MAX) if (step := await _step(parts, form, n)) is not None}
    if not steps:
        raise invalid("whom_0", "has to be filled in")
    category = form.text("category", 80)
    kept = Policy(
        id=form.text("id", 40, needed=True) if known is None else known.id,
        title=form.text("title", 80, needed=True),
        steps=tuple(steps.values()),
        by=actor.name,
        changed_at=parts.clock.now(),
        services=services_in(form, parts.catalog),
        categories=(category,) if category else (),
        severity_min=_number(form, "severity_min", 1, range(1, 6)),
        repeats=_number(form, "repeats", 1, range(REPEATS_MAX + 1)),
        drills=form.is_on("drills"),
        is_on=form.is_on("is_on"),
    )
    await keep_policy(parts, kept)
    return back(f"/desk/oncall/policies/{kept.id}", "Kept.")


def _covered(parts: Parts, policy: Policy) -> list[str]:
    """What its outages are of, in words."""
    names = [parts.catalog.named(slug).name for slug in policy.services]
    kinds = [parts.catalog.categories.get(slug, slug) for slug in policy.categories]
    return [*names, *kinds] or ["any service"]


async def policy_of(parts: Parts, id: str) -> Policy:  # noqa: A002
    """Raises ProblemError (404)."""
    found = next((each for each in await parts.called.oncall.policies() if each.id == id), None)
    if found is None:
        raise ProblemError("not-found", f"there is no policy {id[:80]}")
    return found


async def keep_policy(parts: Parts, policy: Policy) -> None:
    """Keep it. Raises ProblemError (422)."""
    try:
        check_policy(policy, parts.catalog)
    except InputError as fault:
        raise invalid(fault.field, fault.fault) from fault
    for step in policy.steps:
        await _check_known(parts, step, "steps")
    await parts.called.oncall.put_policy(policy)


async def _check_known(parts: Parts, step: Step, field: str) -> None:
    """Raises ProblemError (422) where it calls what there is not."""
    known: Mapping[WhomKind, set[str]] = {
        WhomKind.SCHEDULE: {each.id for each in await parts.called.oncall.schedules()},
        WhomKind.ACCOUNT: {str(number) for number in await names_of(parts.people.people)},
        WhomKind.CHANNEL: await _channels(parts),
    }
    for each in step.whom:
        if each.name not in known[each.kind]:
            raise invalid(field, f'there is no {each.kind} "{each.name[:60]}"')


async def _channels(parts: Parts) -> set[str]:
    """Names of the channels of the settings."""
    return {
        each.id.removeprefix(CHANNEL)
        for each in await parts.called.notices.targets(opened=False, prefix=CHANNEL)
    }


async def _step(parts: Parts, form: Fields, number: int) -> Step | None:
    field = f"whom_{number}"
    lines = [line.strip() for line in form.text(field, 2000).splitlines() if line.strip()]
    if not lines:
        return None
    if len(lines) > WHOM_MAX:
        raise invalid(field, f"has {WHOM_MAX} lines at most")
    whom = [await _whom(parts, line, field) for line in lines]
    step = Step(tuple(whom), _number(form, f"wait_{number}", 5, range(1, WAIT_MINUTES_MAX + 1)))
    await _check_known(parts, step, field)
    return step


async def _whom(parts: Parts, line: str, field: str) -> Whom:
    read = re.fullmatch(r"(schedule|account|channel)\s+(.+)", line)
    if read is None:
        raise invalid(
            field, f'"{line[:60]}" is nobody: write "schedule ops", "account Ada" or "channel room"'
        )
    kind, name = WhomKind(read[1]), read[2].strip()
    return Whom(kind, str(await account_named(parts, name, field)) if kind is WhomKind.ACCOUNT else name)


def _shown(step: Step, names: Names) -> dict[str, object]:
    lines = [
        f"{each.kind} {names.get(int(each.name), '?') if each.kind is WhomKind.ACCOUNT else each.name}"
        for each in step.whom
    ]
    return {"wait": step.wait_minutes, "whom": "\n".join(lines)}


def _number(form: Fields, name: str, unsaid: int, allowed: range) -> int:
    text = form.text(name, 5) or str(unsaid)
    if not (text.isascii() and text.isdigit() and int(text) in allowed):
        raise invalid(name, f"is a whole number from {allowed[0]} to {allowed[-1]}")
    return int(text)
