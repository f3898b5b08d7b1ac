"""Whatever a batch holds, its bytes give it back; bytes that were harmed say so."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.batch import TEXT_COLUMNS, Batch, Column
from groundswell.core.model import Act, Report, Ruling, SourceKind, Usual
from groundswell.errors import CorruptStoreError
from groundswell.stores import encoding
from groundswell.stores.encoding import (
    VERSION,
    decode_batch,
    decode_ruling,
    decode_usual,
    encode_batch,
    encode_ruling,
    encode_usual,
)
from tests.town import NOON, report

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
INSTANT = st.integers(0, 2**42).map(lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC))
REPORT = st.builds(
    Report,
    service=TEXT,
    observed_at=INSTANT,
    symptom=TEXT,
    works=st.booleans(),
    country=st.sampled_from(["", "ES", "PT"]),
    region=TEXT,
    network=TEXT,
    platform=TEXT,
    app_version=TEXT,
    source_kind=st.sampled_from(SourceKind),
    reporter=st.integers(0, 2**64 - 1),
    count=st.integers(0, 2**40),
    comment=TEXT,
    key=TEXT,
)


@settings(deadline=None, max_examples=50)
@given(st.lists(REPORT, min_size=1, max_size=15))
def test_a_batch_reads_back_as_it_was(reports: list[Report]) -> None:
    batch = Batch.of(reports)
    read = decode_batch(encode_batch(batch))
    assert list(read.reports()) == list(batch.reports())
    for name in ("works", "observed_at", "reporter", "count"):
        assert getattr(read, name).dtype == getattr(batch, name).dtype
    for name in TEXT_COLUMNS:
        assert getattr(read, name).codes.dtype == np.uint32


def test_what_was_written_before_clients_were_kept_reads_back(monkeypatch: pytest.MonkeyPatch) -> None:
    told = report(platform="ios", software="safari 18 / ios")
    monkeypatch.setattr(encoding, "TEXT_COLUMNS", TEXT_COLUMNS[:-1])
    body = encode_batch(Batch.of([told]))
    monkeypatch.undo()
    assert decode_batch(body).report(0) == told._replace(software="")


@settings(deadline=None)
@given(
    st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=20),
    st.integers(1, 300),
    st.integers(0, 2**32),
)
def test_any_instants_and_any_number_of_texts_read_back(instants: list[int], texts: int, seed: int) -> None:
    rows = len(instants)
    codes = np.random.default_rng(seed).integers(0, texts, rows).astype(np.uint32)
    batch = Batch.of([report()] * rows)
    values = {name: getattr(batch, name) for name in Batch.__slots__}
    values |= {
        "observed_at": np.array(instants, dtype=np.int64),
        "network": Column(tuple(f"as{number}" for number in range(texts)), codes),
    }
    batch = Batch(**values)
    read = decode_batch(encode_batch(batch))
    assert read.observed_at.tolist() == instants
    assert read.network.texts() == batch.network.texts()


def test_texts_that_no_row_uses_are_left_behind() -> None:
    everywhere = Batch.of([report(network=f"as{number}") for number in range(1000)])
    taken = everywhere.take(np.arange(20, 23))
    assert decode_batch(encode_batch(taken)).network.values == ("as20", "as21", "as22")
    assert len(encode_batch(taken)) < 200


def test_a_report_takes_no_more_than_30_bytes() -> None:
    rng = np.random.default_rng(7)
    rows = 10_000

    def any_of(*texts: str) -> Column:
        return Column(texts, rng.integers(0, len(texts), rows).astype(np.uint32))

    batch = Batch(
        service=any_of(*(f"service-{number}" for number in range(200))),
        symptom=any_of("", "app", "log-in", "feed", "website"),
        country=any_of(*(f"C{number}" for number in range(100))),
        region=any_of(*(f"C{number}-R" for number in range(300))),
        network=any_of(*(f"as{number}" for number in range(500))),
        platform=any_of("ios", "android", "web"),
        app_version=any_of("", "1.2", "1.3"),
        source_kind=any_of("person"),
        software=any_of(*(f"chrome {number} / android" for number in range(30))),
        works=rng.random(rows) < 0.1,
        observed_at=1_767_000_000_000 + np.cumsum(rng.integers(0, 50, rows)),
        reporter=rng.integers(1, 2**63, rows).astype(np.uint64),
        count=np.ones(rows, dtype=np.int64),
    )
    assert len(encode_batch(batch)) < 30 * rows


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_batch_with_one_byte_harmed_is_never_taken_for_whole(place: int, flip: int) -> None:
    body = bytearray(encode_batch(Batch.of([report(reporter=person, comment="word") for person in range(9)])))
    body[place % len(body)] ^= flip
    with pytest.raises(CorruptStoreError):
        decode_batch(bytes(body))


@pytest.mark.parametrize("kept", [0, 1, 2, 10, -1])
def test_a_batch_that_was_cut_is_never_taken_for_whole(kept: int) -> None:
    with pytest.raises(CorruptStoreError):
        decode_batch(encode_batch(Batch.of([report()]))[:kept])


def test_a_ruling_reads_back_and_is_no_batch() -> None:
    ruling = Ruling(Act.MERGE, "a", "ana", NOON, "the same", into="b")
    assert decode_ruling(encode_ruling(ruling)) == ruling
    with pytest.raises(CorruptStoreError):
        decode_batch(encode_ruling(ruling))
    with pytest.raises(CorruptStoreError):
        decode_ruling(encode_batch(Batch.of([report()])))


def test_a_statement_that_was_ruled_before_voices_were_kept_is_the_sites() -> None:
    told = {"act": "speak", "incident": "a", "by": "ana", "ruled_at": NOON, "statement": "a-1"}
    old = bytes((VERSION,)) + zstandard.ZstdCompressor(write_checksum=True).compress(
        msgspec.msgpack.encode(told)
    )
    assert decode_ruling(old) == Ruling(Act.SPEAK, "a", "ana", NOON, statement="a-1", voice="")


def test_what_was_usual_reads_back_to_the_last_bit() -> None:
    usual = Usual(60, 15, ("bank", "films"), np.array([0.1, np.nan]), np.array([1 / 3, np.inf]))
    read = decode_usual(60, 15, encode_usual(usual))
    assert (read.minute, read.bin_minutes, read.services) == (60, 15, ("bank", "films"))
    np.testing.assert_array_equal(read.expected, usual.expected)
    np.testing.assert_array_equal(read.upper, usual.upper)
    with pytest.raises(CorruptStoreError):
        decode_usual(60, 15, encode_usual(usual)[:-1])
