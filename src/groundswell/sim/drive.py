"""Turns reports into what a real server takes: single reports and lines of the bulk API for people, CSV counts for
the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import repeat

import msgspec
import numpy as np

from groundswell.core.batch import Batch

_SENDER_BITS = 24
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


def apart(batch: Batch, one_in: int) -> tuple[Batch, Batch]:
    """One person in so many, with all that he or she says, and everything else."""
    chosen = (batch.reporter != 0) & ((batch.reporter >> np.uint64(_SENDER_BITS)) % np.uint64(one_in) == 0)
    return batch.take(np.flatnonzero(chosen)), batch.take(np.flatnonzero(~chosen))


def single_reports(people: Batch) -> list[tuple[str, bytes]]:
    """The body of a POST /api/v1/reports for each person's report, and the address that it comes from."""
    encode = msgspec.json.Encoder().encode
    senders = people.reporter & np.uint64((1 << _SENDER_BITS) - 1)
    addresses = (f"21.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in senders.tolist())
    return list(zip(addresses, map(encode, _lines(people, repeat(""))), strict=True))


def ndjson(batch: Batch) -> bytes:
    """One line of POST /api/v1/reports/bulk per person's report; rows that speak for nobody go by `counts_csv`."""
    people = batch.take(np.flatnonzero(batch.reporter != 0))
    names = map("{:016x}".format, people.reporter.tolist())
    return msgspec.json.Encoder().encode_lines(list(_lines(people, names)))


def _lines(people: Batch, names: Iterable[str]) -> Iterator[_Line]:
    return map(
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
        names,
        (people.comments.get(row, "") for row in range(len(people))),
        people.source_kind.texts(),
    )


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
