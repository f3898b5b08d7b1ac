"""Many reports or counts in one request, from senders who hold the token."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Literal, get_args

from litestar import Response, post
from litestar.params import QueryParameter

from groundswell.core.access import Right
from groundswell.core.intake import WIDTHS, Rows
from groundswell.errors import InputError
from groundswell.flow.admit import Outcome
from groundswell.flow.read import counts_csv, counts_ndjson, reports_ndjson
from groundswell.web.answer import HeaderMap, media_type
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    bodies_of,
    faults,
    headers_of,
    needs,
)
from groundswell.web.body import inflate
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError
from groundswell.web.served import served
from groundswell.web.submit import idempotency_key
from groundswell.web.wire import FaultOut, OutcomeOut

NDJSON: Final = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines")
CSV: Final = ("text/csv",)
_INLINE_BYTES_MAX = 64 * 1024
"""up to so many bytes are read on the event loop; more go to a thread"""
_UNAUDITED: Final = {"unaudited": True}
"""What comes in is journaled, and comes many times a minute."""

_FAULTS = faults(
    "malformed",
    "unauthorized",
    "forbidden",
    "too-slow",
    "too-large",
    "unsupported-media-type",
    "invalid",
    "key-reused",
    "unavailable",
)


Width = Literal["1m", "5m", "10m", "15m", "20m", "30m", "1h", "1d"]


@post(
    "/api/v1/reports/bulk",
    status_code=202,
    tags=["reports"],
    guards=[needs(Right.FEED)],
    opt=_UNAUDITED,
    security=TOKEN_SECURITY,
    responses=_FAULTS,
)
async def post_reports(request: AnyRequest, parts: PartsHere) -> Response[OutcomeOut]:
    """Reports as NDJSON, one a line. 202 once everything accepted is durable; bad lines are named, the rest taken."""
    headers = headers_of(request)
    _check_type(headers, NDJSON)
    outcome = await _take(request, parts, reports_ndjson, parts.admit.reports)
    return Response(outcome, status_code=202)


@post(
    "/api/v1/counts/bulk",
    status_code=202,
    tags=["reports"],
    guards=[needs(Right.FEED)],
    opt=_UNAUDITED,
    security=TOKEN_SECURITY,
    responses=_FAULTS,
)
async def post_counts(
    request: AnyRequest,
    parts: PartsHere,
    bin: Annotated[  # noqa: A002  the word of the address
        Width,
        QueryParameter(description="CSV only: how wide the counted bins are; a count is spread over its bin"),
    ] = "1m",
) -> Response[OutcomeOut]:
    """Counts that another crowd collected: NDJSON, or CSV with a header."""
    headers = headers_of(request)
    _check_type(headers, NDJSON + CSV)
    minutes = dict(zip(get_args(Width), WIDTHS, strict=True))[bin]
    if media_type(headers) in CSV:
        outcome = await _take(request, parts, lambda data: counts_csv(data, minutes), parts.admit.counts)
    else:
        outcome = await _take(request, parts, counts_ndjson, parts.admit.counts)
    return Response(outcome, status_code=202)


async def _take(
    request: AnyRequest,
    parts: Parts,
    read: Callable[[bytes], Rows],
    admit: Callable[[Rows, str], Awaitable[Outcome]],
) -> OutcomeOut:
    config, headers = parts.config, headers_of(request)
    sent = headers.get(b"idempotency-key")
    sent_key = None if sent is None else idempotency_key(sent)
    async with served(request).bulk_turns:
        body = await bodies_of(request).read(
            request.receive, headers, config.bulk_bytes_max, config.bulk_seconds_max
        )

        def unpack() -> tuple[Rows, str]:
            data = inflate(headers, body, config.bulk_bytes_max)
            try:
                rows = read(data)
            except csv.Error as fault:
                raise InputError("body", f"is no CSV: {fault}") from None
            if not data.strip():
                raise InputError("body", "is empty: send one line at least")
            if sent_key is None:
                return rows, ""
            # The same words on another road or in other bins are another request; packed anew they are the same.
            road = f"{request.url.path}?{request.url.query}".encode()
            return rows, parts.admit.bulk_key(sent_key, road, data)

        rows, key = unpack() if len(body) <= _INLINE_BYTES_MAX else await asyncio.to_thread(unpack)
        outcome = await admit(rows, key)
    return OutcomeOut(
        accepted=outcome.accepted,
        dropped={reason.value: count for reason, count in outcome.dropped.items()},
        faults=[FaultOut(fault.line, fault.field, fault.fault) for fault in outcome.faults],
    )


def _check_type(headers: HeaderMap, accepted: tuple[str, ...]) -> None:
    if media_type(headers) not in accepted:
        names = " or ".join(accepted)
        raise ProblemError(
            "unsupported-media-type",
            f"send Content-Type {names}",
            headers=[(b"accept-post", ", ".join(accepted).encode())],
        )
