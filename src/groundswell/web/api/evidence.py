"""The evidence of one incident, for operators: as JSON, and as a page."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from groundswell.core.access import Actor, Right
from groundswell.core.model import Axis, Share
from groundswell.core.scope import Course, LikelyChange, Probed
from groundswell.core.timegrid import instant_of
from groundswell.flow.evidence import Crossed, Evidence, Witness
from groundswell.flow.relate import relate
from groundswell.web.api.changes import change
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    ShapeHere,
    actor_of,
    faults,
    headers_of,
    needs,
    require_any,
    viewer_of,
)
from groundswell.web.api.desk import ties_for
from groundswell.web.api.incidents import no_incident
from groundswell.web.api.pages import published_of, response_of
from groundswell.web.parts import Parts
from groundswell.web.shape import DECIMALS_MAX, Shape, said_ratio, silence
from groundswell.web.wire_desk import (
    CourseOut,
    CrossedOut,
    EvidenceOut,
    GrowthOut,
    LikelyChangeOut,
    LineOut,
    MoverOut,
    MoversOut,
    ProbedOut,
    SymptomShareOut,
)

_LISTED_MAX = 200


@get(
    "/api/v1/desk/incidents/{id:str}/evidence",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=faults("malformed", "unauthorized", "forbidden", "not-found", "unavailable"),
)
async def get_evidence(
    request: AnyRequest,
    parts: PartsHere,
    shape: ShapeHere,
    id: FromPath[str],  # noqa: A002  the path's word
) -> EvidenceOut:
    """What is known of an incident: how it grew, what rose first, versions by platform, likely changes."""
    found = await evidence_of(parts, id, actor_of(request))
    return EvidenceOut(
        incident=shape.incident(found.incident, parts.clock.now()),
        course=_course(shape, found),
        growth=[
            GrowthOut(
                axis=one.axis,
                spread=one.spread,
                value=one.value,
                name=shape.name_on(one.axis, one.value),
                at=instant_of(one.minute),
                next_at=instant_of(one.next_minute) if one.next_minute is not None else None,
                others=one.others,
            )
            for one in found.growth
        ],
        first_movers=MoversOut(
            found.movers_minutes,
            [
                MoverOut(
                    axis=one.axis,
                    value=one.value,
                    name=shape.name_on(one.axis, one.value),
                    at=instant_of(one.minute),
                    reports=one.reports,
                    usual=round(one.usual, DECIMALS_MAX),
                )
                for one in found.movers
            ],
        ),
        symptoms=_symptoms(shape, found.symptoms),
        version_platform=[_crossed(one) for one in found.crossed] if found.crossed is not None else None,
        spared=list(found.beside.spared) if found.beside is not None else None,
        unexplained=list(found.beside.apart) if found.beside is not None else None,
        changes=[_likely(one) for one in found.changes],
        probes=[_probed(one) for one in found.probed] or None,
        lacking=dict(found.lacking),
    )


@get("/desk/ties", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_ties_page(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Ties that the past suggests, to judge and to put into the catalog."""
    found = await relate(parts.catalog, parts.cube, parts.incidents, parts.clock.now())
    ties = [tie for tie in ties_for(actor_of(request), found.ties) if not tie.known]
    page = parts.pages.desk.ties(ties[:_LISTED_MAX], viewer_of(request))
    return response_of(published_of(request).answer_page(page, headers_of(request)))


async def evidence_of(parts: Parts, id: str, actor: Actor) -> Evidence:  # noqa: A002  the path's word
    """Raises ProblemError (404, 403)."""
    incident = await parts.incidents.get(id)
    if incident is None:
        raise no_incident(id)
    require_any(actor, Right.LOOK, (incident.service, *incident.members))
    witness = Witness(parts.catalog, parts.cube, parts.incidents, parts.journal, parts.deploys)
    return await witness.of(incident)


def _course(shape: Shape, found: Evidence) -> CourseOut:
    def line(course: Course) -> LineOut:
        usual = [round(each, DECIMALS_MAX) for each in course.usual] if course.usual is not None else None
        name = shape.name_on(course.axis, course.value)
        return LineOut(course.axis, course.value, name, list(course.reports), usual)

    return CourseOut(
        instant_of(found.first_minute), 15, line(found.whole), [line(course) for course in found.courses]
    )


def _symptoms(shape: Shape, shares: tuple[Share, ...]) -> list[SymptomShareOut]:
    silent = silence(shares)
    rows = []
    for share in shares:
        ratio = said_ratio(share, silent)
        rows.append(
            SymptomShareOut(
                value=share.value,
                name=shape.value_name(Axis.SYMPTOM, share.value),
                reports=share.reports,
                share=round(share.share, DECIMALS_MAX),
                usual=round(share.usual, DECIMALS_MAX) if share.usual is not None else None,
                ratio=round(ratio, DECIMALS_MAX) if ratio is not None else None,
            )
        )
    return rows


def _crossed(one: Crossed) -> CrossedOut:
    usual = round(one.usual, DECIMALS_MAX) if one.usual is not None else None
    ratio = round(one.reports / one.usual, DECIMALS_MAX) if one.usual else None
    return CrossedOut(one.platform, one.version, one.reports, usual, ratio)


def _probed(one: Probed) -> ProbedOut:
    began = instant_of(one.minute) if one.minute is not None else None
    return ProbedOut(one.name, one.failed, one.reached, began)


def _likely(one: LikelyChange) -> LikelyChangeOut:
    return LikelyChangeOut(
        change=change(one.deploy),
        relation=one.relation,
        delay_minutes=round(one.delay_minutes, 2),
        score=round(one.score, DECIMALS_MAX),
        time_score=round(one.time_score, DECIMALS_MAX),
        relation_score=round(one.relation_score, DECIMALS_MAX),
        component_score=round(one.component_score, DECIMALS_MAX),
        component=f"{one.axis.value} {one.value}" if one.axis else "",
    )
