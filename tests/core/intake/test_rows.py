"""Rows in bulk are judged by the same rules as single submissions."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.batch import Column
from groundswell.core.intake import Tidied, parse, tidy
from groundswell.core.model import Drop, Dropped, Report, SourceKind
from groundswell.errors import InputError
from groundswell.flow import read
from groundswell.flow.read import counts_csv, counts_ndjson, reports_ndjson
from tests.town import NOON, submission, town

TOWN = town()


def tidied(*lines: object) -> Tidied:
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return tidy(reports_ndjson(data), TOWN, NOON, skew_minutes=5)


def test_good_lines_become_a_batch_in_their_order() -> None:
    result = tidied(
        {"service": "pictures", "symptom": "feed", "country": "es", "reporter": "a"},
        {"service": "Letters", "works": True, "observed_at": "2026-03-02T11:59:00Z", "reporter": "b"},
    )
    first, second = result.batch.reports()
    assert (first.service, first.symptom, first.country, first.observed_at) == (
        "pictures",
        "feed",
        "ES",
        NOON,
    )
    assert (second.service, second.works) == ("letters", True)
    assert second.observed_at == NOON - timedelta(minutes=1)
    assert first.reporter != second.reporter != 0
    assert not result.dropped


def test_a_bad_line_is_named_and_the_rest_is_taken() -> None:
    result = tidied(
        {"service": "pictures"},
        b"{not json",
        {"service": "nowhere"},
        {"service": "pictures", "symptom": "calls"},
        {"service": "pictures", "country": "Atlantis"},
        {"service": "pictures", "observed_at": "2026-03-02T13:00:00Z"},
        {"service": "bank"},
    )
    assert [report.service for report in result.batch.reports()] == ["pictures", "bank"]
    assert result.dropped == {
        Drop.MALFORMED: 2,
        Drop.UNKNOWN_SERVICE: 1,
        Drop.UNKNOWN_SYMPTOM: 1,
        Drop.IN_FUTURE: 1,
    }
    assert {(fault.line, fault.field) for fault in result.faults} == {
        (2, "line"),
        (3, "service"),
        (4, "symptom"),
        (5, "country"),
        (6, "observed_at"),
    }


def test_a_row_that_names_a_region_lies_in_its_country() -> None:
    (report,) = tidied({"service": "pictures", "region": "PT-11"}).batch.reports()
    assert (report.country, report.region) == ("PT", "PT-11")


def test_one_person_has_one_pseudonym_and_two_have_two() -> None:
    long = "x" * 60
    lines = [{"service": "pictures", "reporter": name} for name in ("a", "b", "a", long, long + "y", "")]
    a, b, again, one, other, nobody = (report.reporter for report in tidied(*lines).batch.reports())
    assert a == again
    assert len({a, b, one, other}) == 4
    assert nobody == 0


def test_counts_from_a_file_keep_zeros_and_say_that_they_are_a_partners() -> None:
    rows = counts_csv(
        b"at,service,reports\n2026-03-02T11:07:00Z,pictures,0\n2026-03-02 12:22:00+01:00,films,41\n", 15
    )
    nothing, many = tidy(rows, TOWN, NOON, 5).batch.reports()
    assert (nothing.count, many.count) == (0, 41)
    assert many.source_kind is SourceKind.PARTNER
    assert many.observed_at == NOON - timedelta(minutes=45)


def test_a_file_without_the_needed_columns_says_which() -> None:
    with pytest.raises(InputError, match='no column "at"'):
        counts_csv(b"time,service\n")
    with pytest.raises(InputError, match='unknown column "mood"'):
        counts_csv(b"at,service,reports,mood\n")


def test_bad_numbers_and_times_in_a_file_are_named_by_line() -> None:
    rows = counts_csv(b"at,service,reports\nyesterday,films,1\n2026-03-02T11:00:00Z,films,-3\n,films\n")
    assert [(fault.line, fault.field) for fault in rows.faults] == [(2, "at"), (3, "reports"), (4, "line")]


@pytest.mark.parametrize("time", ["2026-03-02", "2026-W10-1", "2026-03-02T11:00:00", "20260302"])
def test_a_time_without_its_offset_is_no_time_in_any_form_of_rows(time: str) -> None:
    table = counts_csv(f"at,service,reports\n{time},films,1\n".encode())
    lines = counts_ndjson(json.dumps({"at": time, "service": "films", "reports": 1}).encode())
    assert [(fault.line, fault.field) for fault in (*table.faults, *lines.faults)] == [(2, "at"), (1, "at")]
    (report,) = tidied({"service": "films", "observed_at": time}).faults
    assert (report.field, "with its offset" in report.fault) == ("observed_at", True)


@pytest.mark.parametrize("number", ["1_000", "1e3", " ", "٣", "0x10", "1" * 30])
def test_a_count_is_written_in_digits(number: str) -> None:
    (fault,) = counts_csv(f"at,service,reports\n2026-03-02T11:00:00Z,films,{number}\n".encode()).faults
    assert fault.field == "reports"


texts = st.sampled_from(
    ["", "app", "works", "ES", "pt", "ES-MD", "as3352", "as16509", "ios", "1.2", "?", "\x00é"]
)


@given(
    st.sampled_from(["pictures", "pics", "LETTERS", "nobody"]),
    st.fixed_dictionaries(
        dict.fromkeys(
            ("symptom", "country", "region", "network", "platform", "app_version", "comment"), texts
        )
    ),
    st.booleans(),
)
def test_bulk_and_single_agree(service: str, told: dict[str, str], works: bool) -> None:
    result = tidied({"service": service, "works": works, **told})
    try:
        single = parse(submission(service=service, works=works, **told), TOWN)  # type: ignore[arg-type]
    except InputError:
        assert len(result.batch) == 0
        return
    if isinstance(single, Dropped):
        assert len(result.batch) == 0
        return
    assert isinstance(single, Report)
    (bulk,) = result.batch.reports()
    for name in ("service", "symptom", "works", "network", "platform", "app_version", "comment", "region"):
        assert getattr(bulk, name) == getattr(single, name), name


def test_a_person_has_the_same_number_whoever_stands_beside() -> None:
    def numbers(*names: str) -> list[int]:
        lines = (json.dumps({"service": "pictures", "reporter": name}).encode() for name in names)
        return [int(number) for number in reports_ndjson(b"\n".join(lines)).reporter]

    alone = [numbers(name)[0] for name in ("ana", "eight888", "a-name-of-many-letters", "año")]
    assert numbers("ana", "eight888", "a-name-of-many-letters", "año") == alone
    assert len(set(alone)) == 4
    assert numbers("", "ana") == [0, alone[0]]


def test_a_body_read_in_pieces_is_read_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, object]] = [
        {"service": f"s{row % 7}", "reporter": f"r{row}", "comment": "no" if row % 5 == 0 else ""}
        for row in range(300)
    ]
    told[3]["observed_at"] = told[250]["observed_at"] = "yesterday"
    lines = [json.dumps(one).encode() for one in told]
    lines[100] = b"{"
    whole = reports_ndjson(b"\n".join(lines))
    monkeypatch.setattr(read, "_PIECE_BYTES", 500)
    pieces = reports_ndjson(b"\n".join(lines))
    assert [(fault.line, fault.field) for fault in pieces.faults] == [
        (101, "line"),
        (4, "observed_at"),
        (251, "observed_at"),
    ]
    assert pieces.faults == whole.faults
    assert len(pieces) == len(whole) == 297
    assert pieces.line.tolist() == whole.line.tolist() == [n for n in range(1, 301) if n not in (4, 101, 251)]
    assert pieces.comments == whole.comments
    assert [told[int(whole.line[row]) - 1]["comment"] for row in whole.comments] == ["no"] * len(
        whole.comments
    )
    assert pieces.reporter.tolist() == whole.reporter.tolist()
    for name, column in whole.texts.items():
        other = pieces.texts[name]
        assert isinstance(column, Column)
        assert isinstance(other, Column)
        assert other.texts() == column.texts()
