"""Receipts: what became of a report."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from groundswell.flow.follow import Followed, follow
from groundswell.web.api.context import PartsHere, ShapeHere, faults
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError
from groundswell.web.wire import FollowedOut


@get(
    "/api/v1/receipts/{receipt:str}",
    tags=["reports"],
    responses=faults("malformed", "not-found", "unavailable"),
)
async def get_receipt(parts: PartsHere, shape: ShapeHere, receipt: FromPath[str]) -> FollowedOut:
    """What became of a report: waiting, counted, or a repeat of the same person's."""
    followed = await followed_by(parts, receipt)
    report = followed.report
    return FollowedOut(
        receipt=receipt,
        status=followed.state,
        service=report.service,
        symptom=report.symptom,
        works=report.works,
        observed_at=report.observed_at,
        recorded_at=followed.recorded_at,
        incident=shape.incident(followed.incident, parts.clock.now()) if followed.incident else None,
        self_url=shape.link(f"/api/v1/receipts/{receipt}"),
    )


async def followed_by(parts: Parts, receipt: str) -> Followed:
    """What became of the report behind `receipt`. Raises ProblemError (404)."""
    sequence = parts.admit.sequence_of(receipt)
    if sequence is None:
        raise ProblemError("not-found", "no such receipt was given out here")
    followed = await follow(sequence, parts.journal, parts.cube, parts.incidents)
    if followed is None:
        raise ProblemError("not-found", "the report behind this receipt is no longer kept one by one")
    return followed
