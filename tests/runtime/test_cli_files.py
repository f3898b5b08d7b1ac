"""Files on the command line: what goes in, what comes out, and what stands in between."""

import asyncio
import fcntl
import gzip
import io
import json
import re
import stat
import sys
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.batch import Batch
from groundswell.core.model import Certainty, Event, EventKind, Held, HeldRise, Incident, State
from groundswell.core.timegrid import minute_of
from groundswell.errors import StoreUnavailableError
from groundswell.ports import Revision
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import ManualClock, SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.imported import Taking, alone
from tests.runtime.conftest import Ran, Run
from tests.sources.test_downdetector_archive import EPISODES
from tests.town import NOON, incident

pytestmark = pytest.mark.usefixtures("nowhere")
COUNTS = """at,service,reports,country
2026-03-02T12:00:00Z,instagram,5,ES
2026-03-02T12:01:00Z,Insta,7,PT
2026-03-02T12:02:00Z,facebook,1,
"""
REPORTS = """{"service": "instagram", "observed_at": "2026-03-02T12:00:30Z", "symptom": "feed", "reporter": "somebody", "comment": "gone"}
{"service": "instagram", "observed_at": "2026-03-02T12:01:30Z", "works": true}
"""


def test_what_was_imported_here_can_be_exported_without_who_said_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "reports.ndjson").write_text(REPORTS)
    told = run("import", "reports.ndjson", "--new", "--data-dir", "data")
    assert told == Ran(0, "accepted 2\n", "")
    out = run(
        "export", "--reports", "--since", "2026-03-02", "--until", "2026-03-03", "--data-dir", "data"
    ).out
    lines = [json.loads(line) for line in out.splitlines()]
    assert lines[0] == {
        "service": "instagram",
        "observed_at": "2026-03-02T12:00:30Z",
        "symptom": "feed",
        "source_kind": "person",
    }
    assert lines[1]["works"] is True


def test_a_report_that_was_not_counted_is_not_exported_to_be_counted_elsewhere(
    run: Run, tmp_path: Path
) -> None:
    lines = [
        {"service": "instagram", "observed_at": f"2026-03-02T12:{minute:02d}:30Z", "reporter": who}
        for minute, who in ((0, "ana"), (9, "ana"), (10, "bo"), (40, "ana"))
    ]
    (tmp_path / "reports.ndjson").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    run("import", "reports.ndjson", "--new", "--data-dir", "data")
    out = run(
        "export", "--reports", "--since", "2026-03-02", "--until", "2026-03-03", "--data-dir", "data"
    ).out
    told = [json.loads(line)["observed_at"][11:16] for line in out.splitlines()]
    assert told == ["12:00", "12:10", "12:40"], "ana's second in the half hour is a repeat"


def journaled() -> int:
    """Reports in the journal of ./data, a partner's row as many as it speaks for."""

    async def look() -> int:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            entries = await stores.journal.read(0, 1000)
            return sum(int(e.content.count.sum()) for e in entries if isinstance(e.content, Batch))

    return asyncio.run(look())


def test_a_file_is_taken_in_once_unless_it_is_wanted_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    asked = ("import", "counts.csv", "--data-dir", "data")
    assert "there is no instance here" in run(*asked).err
    assert not Path("data").exists()
    assert run(*asked, "--new") == Ran(0, "accepted 13\n", "")
    with gzip.open(tmp_path / "same.csv.gz", "wt") as packed:
        packed.write(COUNTS)
    refused = run("import", "same.csv.gz", "--new", "--data-dir", "data")
    assert (refused.code, refused.out) == (1, "accepted 0\nknown    13  already counted\n")
    assert re.fullmatch(
        r"same\.csv\.gz was taken in at \d{4}-\d\d-\d\d \d\d:\d\d UTC \(as counts\.csv\), 13 reports that "
        r"would count twice\. Import what is new, or give --again\n",
        refused.err,
    )
    assert journaled() == 13
    assert run("import", "counts.csv", "--again", "--new", "--data-dir", "data").out == "accepted 13\n"
    assert journaled() == 26
    wider = run("import", "counts.csv", "--bin", "1h", "--data-dir", "data")
    assert (wider.code, "would count twice" in wider.err) == (1, True), "the content is the same"
    assert journaled() == 26
    told = run("import", "counts.csv", "--data-dir", "data", "--json")
    assert (told.code, json.loads(told.out)["known"]) == (1, 13)


@pytest.mark.parametrize("before_it_was_noted", [True, False])
def test_an_import_that_broke_off_goes_on_where_it_stopped(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, before_it_was_noted: bool
) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    monkeypatch.setattr("groundswell.runtime.commands_move._LINES_PER_PIECE", 1)
    took = Taking.took

    async def crash(self: Taking, piece: int, accepted: int) -> None:
        if piece != 2 or not before_it_was_noted:
            await took(self, piece, accepted)
        if piece == 2:
            raise StoreUnavailableError("the power is gone")

    with monkeypatch.context() as power:
        power.setattr(Taking, "took", crash)
        assert run("import", "counts.csv", "--new", "--data-dir", "data").code == 3
    assert journaled() == 12
    told = run("import", "counts.csv", "--bin", "1h", "--data-dir", "data")
    assert (told.code, "broke off that read it in another way" in told.err) == (3, True)
    assert journaled() == 12
    told = run("import", "counts.csv", "--new", "--data-dir", "data")
    assert (told.code, "going on after line 2" in told.err) == (0, True)
    assert journaled() == 13


def test_two_imports_at_once_do_not_meet(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    with alone(tmp_path / "data"):
        told = run("import", "counts.csv", "--new", "--data-dir", "data")
    assert (told.code, "another import is at work" in told.err) == (3, True)


def test_reports_can_come_through_a_pipe(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORTS.encode())))
    assert run("import", "-", "--kind", "reports", "--new", "--data-dir", "data") == Ran(
        0, "accepted 2\n", ""
    )


def test_lines_that_cannot_be_taken_are_named_by_their_line_and_the_rest_is_taken(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS + "2026-03-02T12:03:00Z,nosuch,4,ES\nnever,instagram,4,ES\n")
    told = run("import", "counts.csv", "--new", "--data-dir", "data")
    assert told.code == 1
    assert "accepted 13" in told.out
    assert re.search(r"dropped +1 +unknown_service", told.out)
    assert re.search(r"dropped +1 +malformed", told.out)
    assert "line 5, column 2 (service): " in told.err
    assert 'line 6, column 1 (at): "never" is no time' in told.err


def test_what_is_wrong_in_a_row_or_an_object_is_named_by_its_column_or_field(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "counts.csv").write_text(
        "service,at,reports\nfacebook,2099-03-02T12:00:00Z,1\nfacebook,2026-03-02T12:00:00Z,x\nfacebook,1\n"
    )
    told = run("import", "counts.csv", "--new", "--data-dir", "data").err
    assert "line 2, column 2 (at): lies in the future" in told
    assert 'line 3, column 3 (reports): "x" is no whole number' in told
    assert "line 4: 2 fields where the header has 3: service, at, reports" in told
    (tmp_path / "reports.ndjson").write_text('{"service":"facebook","observedat":""}\n{bad\n')
    told = run("import", "reports.ndjson", "--data-dir", "data").err
    assert "line 1, field observedat: is not a field of this request; did you mean observed_at?" in told
    assert "line 2: is no JSON: " in told
    (tmp_path / "twice.csv").write_text("at,service,reports,reports\n1,2,3,4\n")
    assert 'column "reports" stands there twice' in run("import", "twice.csv", "--data-dir", "data").err


def test_an_export_says_what_in_it_is_of_partners_and_leaves_it_out_where_that_is_wanted(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    (tmp_path / "reports.ndjson").write_text(
        '{"service":"instagram","observed_at":"2026-03-02T12:00:30Z","reporter":"ana"}\n'
    )
    for name in ("counts.csv", "reports.ndjson"):
        run("import", name, "--new", "--data-dir", "data")
    asked = ("export", "--reports", "--since", "2026-03-02", "--until", "2026-03-03", "--data-dir", "data")
    whole, people = run(*asked), run(*asked, "--no-partners")
    assert len(whole.out.splitlines()) == 4
    assert "note: 3 of 4 lines are counts that partners sent or `import` brought" in whole.err
    (line,) = people.out.splitlines()
    assert (json.loads(line)["source_kind"], people.err) == ("person", "")


def test_a_long_file_is_taken_in_pieces_and_its_lines_keep_their_numbers(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groundswell.runtime.commands_move._LINES_PER_PIECE", 2)
    (tmp_path / "counts.csv").write_text(COUNTS + "never,instagram,4,ES\n")
    told = json.loads(run("import", "counts.csv", "--new", "--data-dir", "data", "--json").out)
    assert told["accepted"] == 13
    assert told["faults"][0].startswith("line 5, column 1 (at): ")


def test_a_file_without_the_right_header_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text("when,what\n1,2\n")
    told = run("import", "counts.csv", "--new", "--data-dir", "data")
    assert told.code == 3
    assert 'no column "at"' in told.err
    (tmp_path / "bare.csv").write_text("at,service,reports\n")
    for word in ("import", "replay"):
        told = run(word, "bare.csv")
        assert (told.code, told.err) == (3, "error: bare.csv: holds no line that can be read\n")
    assert not Path("groundswell-data").exists()
    (tmp_path / "broken.csv.gz").write_bytes(gzip.compress(COUNTS.encode())[:-12])
    assert run("import", "broken.csv.gz", "--new", "--data-dir", "data").code == 3


def test_counts_are_exported_in_the_form_that_import_reads(run: Run, tmp_path: Path) -> None:
    from groundswell.flow.count import Count

    (tmp_path / "counts.csv").write_text(COUNTS)
    run("import", "counts.csv", "--new", "--data-dir", "data")

    async def count() -> None:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            await Count(stores.journal, stores.cube).drain()

    asyncio.run(count())
    asked = ("export", "--since", "2026-03-02", "--until", "2026-03-03", "--data-dir", "data")
    assert run(*asked).out == (
        "at,service,reports,source,works\n"
        "2026-03-02T12:00:00Z,facebook,1,partner,false\n"
        "2026-03-02T12:00:00Z,instagram,12,partner,false\n"
    )
    assert run(*asked, "--by", "country", "--service", "Insta", "--bin", "1m").out == (
        "at,service,reports,country,source,works\n"
        "2026-03-02T12:00:00Z,instagram,5,ES,partner,false\n"
        "2026-03-02T12:01:00Z,instagram,7,PT,partner,false\n"
    )
    run(*asked, "--out", "again.csv.gz")
    assert run("import", "again.csv.gz", "--new", "--data-dir", "more") == Ran(0, "accepted 13\n", "")
    assert stat.S_IMODE(Path("more").stat().st_mode) & 0o007 == 0, "as `serve` makes it"
    assert run(*asked, "--service", "nosuch").code == 2
    back = run("import", "again.csv.gz", "--data-dir", "data")
    assert "again.csv.gz has counts for bins that hold some" in back.err
    assert "2 of 2 lines looked at, from facebook, partner, 2026-03-02 12:00 UTC" in back.err
    Path("other.csv").write_text(
        "at,service,reports,source\n2026-03-02T12:00:00Z,instagram,3,person\n"
        "2026-03-02T12:15:00Z,instagram,3,partner\n"
    )
    assert run("import", "other.csv", "--data-dir", "data") == Ran(0, "accepted 6\n", ""), (
        "another kind, another bin"
    )


def test_status_of_an_instance_that_is_stopped_says_that_nobody_judges(run: Run) -> None:
    async def live() -> None:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            await stores.cube.watch(minute_of(NOON) - 90, minute_of(NOON))

    asyncio.run(live())
    told = run("status", "--data-dir", "data")
    assert told.code == 0
    assert "nobody is judging: no server runs on " in told.out
    assert "; last looked at " in told.out
    assert {stat.S_IMODE(path.stat().st_mode) for path in Path("data").glob("*.db*")} == {0o600}


def test_the_bins_of_a_file_are_seen_from_its_times(run: Run, tmp_path: Path) -> None:
    rows = [
        f"2026-03-02T{hour:02}:{minute:02}:00Z,instagram,1" for hour in range(4) for minute in (0, 15, 30, 45)
    ]
    (tmp_path / "counts.csv").write_text("\n".join(["at,service,reports", *rows]))
    assert run("import", "counts.csv", "--new", "--data-dir", "data").code == 0
    assert "taken in" in run("import", "counts.csv", "--bin", "15m", "--data-dir", "data").err, (
        "the same bins"
    )
    assert "taken in" in run("import", "counts.csv", "--bin", "1m", "--data-dir", "data").err, (
        "the same content"
    )


def test_an_export_overwrites_only_when_that_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    run("import", "counts.csv", "--new", "--data-dir", "data")
    told = run("export", "--out", "counts.csv", "--data-dir", "data")
    assert (told.code, "is there already" in told.err) == (2, True)
    assert (tmp_path / "counts.csv").read_text() == COUNTS
    assert run("export", "--out", "counts.csv", "--overwrite", "--data-dir", "data").code == 0


def test_a_program_hears_what_was_exported_and_converted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    run("import", "counts.csv", "--new", "--data-dir", "data")
    asked = ("export", "--since", "2026-03-02", "--until", "2026-03-03", "--data-dir", "data", "--json")
    assert "--out" in run(*asked).err
    told = run(*asked, "--out", "again.csv")
    lines = (tmp_path / "again.csv").read_text().splitlines()
    assert json.loads(told.out) == {"file": "again.csv", "lines": len(lines) - 1}
    (tmp_path / "reports_15min.csv").write_text(
        "episode_id,service,bin_start_utc,reports\ngcp-1,gcp,2018-01-04T10:08:28Z,7\n"
    )
    (tmp_path / "episodes.csv").write_text(EPISODES)
    told = run("convert-downdetector", ".", "made", "--json")
    assert told.code == 0, told.err
    assert json.loads(told.out)["counts"] == {"file": "made/counts.csv", "rows": 1}


def test_bins_too_wide_to_tell_when_something_began_are_wrong_use(run: Run, tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(COUNTS)
    told = run("replay", "counts.csv", "--bin", "2h")
    assert (told.code, told.err) == (
        2,
        "error: --bin: 120 minutes; bins are 1 to 60 minutes wide\n",
    )


def test_a_known_outage_of_which_a_history_holds_no_data_is_neither_found_nor_missed(
    run: Run, tmp_path: Path
) -> None:
    rows = [f"2026-03-02T{hour:02}:{minute:02}:00Z,aws,1" for hour in range(4) for minute in (0, 15, 30, 45)]
    (tmp_path / "counts.csv").write_text("\n".join(["at,service,reports", *rows]))
    labels = tmp_path / "labels.csv"
    head = "service,begin,end,alarm_at,name"
    hours = "2026-03-02T01:00Z,2026-03-02T02:00Z,2026-03-02T01:30Z"
    later = hours.replace("03-02", "03-09")
    labels.write_text(f"{head}\naws,{hours},quiet\naws,{later},week\nspotify,{hours},other\n")
    told = run("replay", "counts.csv", "--labels", labels)
    assert told.code == 1
    assert "found 0 of 1 (0%)" in told.out
    assert "no data in the file about 2 known outages" in told.out
    assert "week: aws, 2026-03-09 01:00 UTC" in told.out
    labels.write_text(f"{head}\nspotify,{hours},other\n")
    told = run("replay", "counts.csv", "--labels", labels, "--json")
    held = json.loads(told.out)["accuracy"]
    assert (told.code, held["labels"], held["rows"], held["recall"]) == (1, 1, [], None)
    assert [each["name"] for each in held["no_data"]] == ["other"]


def test_a_replay_counts_what_import_would_count_and_names_what_it_leaves_out(
    run: Run, tmp_path: Path
) -> None:
    rows = [f"2026-03-02T{hour:02}:{minute:02}:00Z,aws,1" for hour in range(4) for minute in (0, 15, 30, 45)]
    bad = ["2126-03-02T12:00:00Z,aws,9", "2026-03-02T01:00:00Z,nosuch,4", *["never,aws,1"] * 20]
    (tmp_path / "counts.csv").write_text("\n".join(["at,service,reports", *rows, *bad, ""]))
    told = run("replay", "counts.csv").out
    assert told.startswith("16 reports on 1 service, 16 bins of 15 min, watched 4 h 0 min in all\n")
    assert re.search(r"dropped: .*1 in_future", told)
    assert len(re.findall(r"^  line \d+, ", told, re.MULTILINE)) == 20
    assert "\n  and 2 more\n" in told
    taken = run("import", "counts.csv", "--new", "--data-dir", "data")
    assert "accepted 16\n" in taken.out


def test_figures_of_a_replay_stand_before_its_labels_and_say_what_they_are_worth(
    run: Run, tmp_path: Path
) -> None:
    rows = [f"2026-03-02T{hour:02}:{minute:02}:00Z,aws,1" for hour in range(4) for minute in (0, 15, 30, 45)]
    (tmp_path / "counts.csv").write_text("\n".join(["at,service,reports", *rows]))
    (tmp_path / "labels.csv").write_text(
        "service,begin,end,alarm_at,name\naws,2026-03-02T01:00Z,2026-03-02T02:00Z,2026-03-02T01:30Z,quiet\n"
    )
    told = run("replay", "counts.csv", "--labels", "labels.csv").out
    assert told.index("found 0 of 1") < told.index("known outage")
    assert (
        "0 in 0.0041 service-months watched outside of known outages (0 per service-month; so short a time says little)"
        in told
    )


def test_status_ends_with_one_when_something_is_open_and_says_what(run: Run) -> None:
    incident = Incident(
        id="instagram-1",
        service="instagram",
        state=State.OPEN,
        severity=4,
        certainty=Certainty.LIKELY,
        began_at=NOON,
        suspected_at=NOON,
        updated_at=NOON,
        ratio=41.0,
        reports=1234,
        peak_reports=1234,
        score=99.0,
        opened_at=NOON,
    )

    async def save() -> None:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            event = Event(incident="instagram-1", kind=EventKind.OPENED, at=NOON, note="it is on")
            await stores.incidents.save([Revision(incident, (event,))])

    asyncio.run(save())
    told = run("status", "--data-dir", "data")
    assert told.code == 1
    assert re.search(r"instagram +open +likely +4 .* 1,234 +41\.0 +instagram-1", told.out)
    document = json.loads(run("status", "--data-dir", "data", "--json").out)
    assert document["incidents"][0]["service"] == "instagram"

    async def look() -> None:
        async with open_stores(Settings(data_dir=Path("data"))) as stores:
            now = minute_of(SystemClock().now())
            await stores.cube.watch(now - 9, now)

    asyncio.run(look())
    with Path("data/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = run("status", "--data-dir", "data")
    assert told.out.rstrip().endswith(" UTC: of the others it is too early to say")


def test_status_names_what_is_only_suspected_and_ends_with_zero(run: Run) -> None:
    rise = incident(State.SUSPECTED, id="instagram-1", service="instagram", opened_at=None)

    async def save() -> None:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            event = Event(incident=rise.id, kind=EventKind.SUSPECTED, at=NOON, note="a rise")
            await stores.incidents.save([Revision(rise, (event,))])

    asyncio.run(save())
    told = run("status", "--data-dir", "data")
    assert told.code == 0
    assert told.out.startswith(
        "suspected, too few so far to call it an outage: instagram (--suspected shows more)\n"
    )
    assert re.search(r"instagram +suspected", run("status", "--suspected", "--data-dir", "data").out)


def test_status_says_what_was_held_back_of_late_and_why(run: Run) -> None:
    now = SystemClock().now().replace(microsecond=0)
    rises = [
        HeldRise("instagram", Held.ROBOT, "country ES", now - ago, now - ago, 40, 2.5, 8.0)
        for ago in (timedelta(minutes=10), timedelta(hours=3))
    ]

    async def save() -> None:
        async with open_stores(Settings(data_dir=Path("data")), ManualClock(NOON)) as stores:
            await stores.incidents.put_held(rises)

    asyncio.run(save())
    said = run("status", "--data-dir", "data")
    assert said.code == 0
    assert said.out.startswith("nothing is in trouble\nnobody is judging")
    assert "\n\nheld to be no outage:\n" in said.out
    assert len(re.findall(r"instagram +robot +country ES .* 40 +2.5", said.out)) == 1
    (told,) = json.loads(run("status", "--data-dir", "data", "--json").out)["held"]
    assert (told["service"], told["reason"], told["reports"]) == ("instagram", "robot", 40)


def test_ties_are_proposed_as_lines_that_the_catalog_takes(run: Run, tmp_path: Path) -> None:
    now = SystemClock().now().replace(microsecond=0)

    async def save() -> None:
        async with open_stores(Settings(data_dir=Path("data"))) as stores:
            minute = minute_of(now)
            await stores.cube.watch(minute - 300 * 1440, minute)
            for service in ("slack", "revolut", "steam", "facebook", "instagram"):
                for day in (10, 50, 90, 130, 170):
                    at = now - timedelta(days=day)
                    kept = Incident(
                        f"{service}-{day}",
                        service,
                        State.RESOLVED,
                        3,
                        Certainty.LIKELY,
                        at,
                        at,
                        at,
                        9.0,
                        9,
                        9,
                        9.0,
                    )
                    shared = replace(kept, opened_at=at) if service != "steam" or day != 90 else kept
                    await stores.incidents.save([Revision(shared, ())])

    asyncio.run(save())
    told = run("ties", "--data-dir", "data")
    assert told.code == 0
    assert "instagram +facebook" not in told.out, "one operator runs both"
    lines = told.out[told.out.index("[ties]") :]
    assert set(tomllib.loads(lines)["ties"]) >= {"slack", "revolut"}
    (tmp_path / "ours.toml").write_text(lines)
    (tmp_path / "groundswell.toml").write_text('catalog = "ours.toml"\n')
    pasted = json.loads(run("ties", "--data-dir", "data", "--json").out)["ties"]
    assert [tie for tie in pasted if {tie["service"], tie["on"]} == {"slack", "revolut"}] == []
    assert "instagram" in run("ties", "--data-dir", "data", "--known").out
