"""Turns reports into what a real server takes: lines of the bulk API for people, CSV counts for the rest."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import numpy as np

from groundswell.core.batch import Batch

_CSV_COLUMNS = ("symptom", "country", "region", "network", "platform", "app_version")


class _Line(msgspec.Struct, omit_defaults=True):
    service: str
    observed_at: str
    symptom: str = ""
    works: bool = False
    country: str = ""
    region: str = ""
    network: str = ""
    platform: str = ""
    app_version: str = ""
    reporter: str = ""
    comment: str = ""
    source_kind: str = "person"


def ndjson(batch: Batch) -> bytes:
    """One line of POST /api/v1/reports/bulk per person's report; rows that speak for nobody go by `counts_csv`."""
    people = batch.take(np.flatnonzero(batch.reporter != 0))
    lines = map(
        _Line,
        people.service.texts(),
        _instants(people),
        people.symptom.texts(),
        people.works.tolist(),
        people.country.texts(),
        people.region.texts(),
        people.network.texts(),
        people.platform.texts(),
        people.app_version.texts(),
        map("{:016x}".format, people.reporter.tolist()),
        (people.comments.get(row, "") for row in range(len(people))),
        people.source_kind.texts(),
    )
    return msgspec.json.Encoder().encode_lines(list(lines))


def counts_csv(batch: Batch) -> bytes:
    """The rows that speak for nobody (visits, history) as counts, with a header; b"" when there are none.

    The values are slugs and codes, which need no quotes.
    """
    counts = batch.take(np.flatnonzero(batch.reporter == 0))
    if len(counts) == 0:
        return b""
    header = ",".join(("at", "service", "reports", *_CSV_COLUMNS, "source", "works"))
    rows = zip(
        _instants(counts),
        counts.service.texts(),
        map(str, counts.count.tolist()),
        *(getattr(counts, name).texts() for name in _CSV_COLUMNS),
        counts.source_kind.texts(),
        ("true" if works else "false" for works in counts.works.tolist()),
        strict=True,
    )
    return "\n".join((header, *map(",".join, rows), "")).encode()


def _instants(batch: Batch) -> list[str]:
    """RFC 3339 with milliseconds; the date is written once per minute that occurs, not once per row."""
    minute, millisecond = np.divmod(batch.observed_at, 60_000)
    distinct, which = np.unique(minute, return_inverse=True)
    stems = [datetime.fromtimestamp(at * 60, tz=UTC).strftime("%Y-%m-%dT%H:%M") for at in distinct.tolist()]
    return [
        f"{stems[stem]}:{rest // 1000:02d}.{rest % 1000:03d}Z"
        for stem, rest in zip(which.tolist(), millisecond.tolist(), strict=True)
    ]
