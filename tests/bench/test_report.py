"""Tables and page say what was measured."""

import math
import re
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from bench.cells import minutes, table
from bench.episodes import Outcome
from bench.pooled import Pooled, Told
from bench.report import (
    AS_SHIPPED,
    MEASURED_BY,
    OPENED,
    OURS,
    Calm,
    Kept,
    Raced,
    Report,
    calm,
    false_alarms,
    figures,
    kept_to,
    noise_kept,
    page,
    pages,
    printed,
    promise,
    race,
    real,
    renewed,
    together,
)
from bench.score import BUDGETS, CAUSES, Scorer
from bench.streams import Outage, Plan, Stream
from bench.young import Young

from bench import aims, detection, pooled, shapes, young
from groundswell.web.measured import Reached, read


def raced() -> Raced:
    plan = Plan(services=2, regions=1, symptoms=1, warm_days=1, test_days=400)
    outages = (Outage(0, 1000, 1100, "sharp", 5.0, 500.0, 1.0),)
    counts = np.zeros((plan.minutes, 2), dtype=np.int16)
    stream = Stream(plan, 0, counts, np.ones(2), counts.astype(np.float32), outages, ())
    scores = np.zeros((plan.minutes - plan.split, 2), dtype=np.float32)
    scores[1003:1100, 0] = 1
    return Raced(tuple(Scorer(stream).rows(scores)), 123_456.0)


def test_a_row_tells_recall_and_delays_at_each_budget_that_could_be_measured() -> None:
    text = race({"other": raced(), OURS: raced()})
    head, _, first, second = text.splitlines()
    assert "at 12 a year" in head
    assert "at 1 a year" not in head
    assert first.startswith(f"| {OURS} ")
    assert "100.0 / 4 / 4" in first
    assert "123,456" in second


def test_the_figures_of_the_method_are_read_as_they_are_written() -> None:
    report = Report("std", 7, False, "2026-11-27", "")
    missed, found = (
        tuple(
            replace(row, by_size=dict(row.by_size) | {"small": small}, delay_median=delay, false_alarms=1.83)
            for row in raced().rows
        )
        for small, delay in ((40.06, math.inf), (57.9, 4.0))
    )
    report.whole["dedup"] = {AS_SHIPPED: Raced(found, 1.0), OPENED: Raced(missed, 1.0)}
    told = read(figures(report))
    assert [each.heard for each in told] == [Reached(row.budget or 0, 100.0, 4, 57.9) for row in found]
    assert [each.opened for each in told] == [Reached(1.8, 100.0, None, 40.1) for _ in missed]
    assert (
        figures(report).splitlines()[0]
        == files("groundswell.web").joinpath("measured.csv").read_text().splitlines()[0]
    )


def test_a_share_of_no_outages_is_no_figure_of_the_method() -> None:
    report = Report("std", 7, False, "2026-11-27", "")
    report.whole["dedup"] = {AS_SHIPPED: raced(), OPENED: raced()}
    with pytest.raises(ValueError, match="no small outages"):
        figures(report)


def test_an_infinite_delay_is_a_dash() -> None:
    assert [minutes(value) for value in (math.inf, math.nan, 3.4)] == ["–", "–", "3"]


def test_the_page_holds_every_table_that_is_printed() -> None:
    report = Report("std", 7, False, "2026-11-27", "python -m bench.detection --seed 7")
    report.whole["dedup"] = {OURS: raced()}
    text, told = page(report), printed(report)
    assert "$" not in text
    assert race(report.whole["dedup"]) in text
    assert race(report.whole["dedup"]) in told
    assert 'make accuracy ARGS="--seed 7"' in text


def test_everybody_is_shown_by_shape_and_size_at_each_rate_on_a_page_beside(tmp_path: Path) -> None:
    report = Report("std", 7, False, "2026-11-27", "python -m bench.detection --seed 7")
    report.whole["dedup"] = {"other": raced(), AS_SHIPPED: raced()}
    report.fifth = {"a library": raced()}
    written = pages(report, tmp_path / "accuracy.md")
    assert [file.name for file in written] == ["accuracy.md", "accuracy-shapes.md"]
    main, by_shape = written.values()
    assert shapes.parts(raced().rows) in main
    assert "$" not in by_shape
    assert [line for line in by_shape.splitlines() if line.startswith("## At")] == [
        f"## At {budget:g} a year" for budget in BUDGETS
    ]
    at_twelve = shapes.others({"other": raced().rows, AS_SHIPPED: raced().rows}, 12.0)
    assert at_twelve in by_shape
    beside = by_shape.partition("\n## Beside libraries\n")[2]
    assert shapes.others({"a library": raced().rows}, raced().rows[0].budget or 0.0) in beside
    assert at_twelve.splitlines()[-1].count("100.0 / 4 / 4") == 2  # the one outage is sharp, and large


def test_the_p95_is_of_those_found_and_a_missed_outage_makes_the_median_infinite() -> None:
    (row, *_) = raced().rows
    missed = replace(
        row,
        by_shape=dict(row.by_shape) | {"sharp": 40.0},
        delay_by_shape=dict(row.delay_by_shape) | {"sharp": math.inf},
        p95_by_shape=dict(row.p95_by_shape) | {"sharp": 17.0},
    )
    assert shapes.shape_cell(missed, "sharp") == "40.0 / – / 17"


def test_what_only_the_page_needs_is_measured_for_it_or_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[tuple[set[str], bool]] = []
    monkeypatch.setattr(
        detection, "measure", lambda _report, _workers, only, whole: measured.append((set(only), whole))
    )
    for arguments in ([], ["--only", "pooled"], ["--markdown", str(tmp_path / "page.md")]):
        monkeypatch.setattr(sys, "argv", ["detection", *arguments])
        detection.main()
    everything = set(detection.PARTS)
    assert measured == [(everything - {"pooled", "rethrown"}, False), ({"pooled"}, True), (everything, True)]
    few, all_of_them = (len(detection.tasks(quick=False, seed=1, whole=whole)) for whole in (False, True))
    assert few == all_of_them - 8


@pytest.mark.parametrize("quick", [True, False])
def test_a_small_run_overwrites_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: bool) -> None:
    monkeypatch.setattr(detection, "measure", lambda *_, **__: None)
    file = tmp_path / "page.md"
    arguments = ["--markdown", str(file), *(["--quick"] if quick else [])]
    monkeypatch.setattr(sys, "argv", ["detection", *arguments])
    detection.main()
    assert file.exists() is not quick


def test_a_run_of_some_parts_writes_what_they_tell_and_leaves_the_rest_of_the_page() -> None:
    before, now = (
        f"# page {n}\n\n## Cost\n\n{n}\n\n## Real outages\n\n{n}\n\n## Other\n\n{n}\n" for n in "12"
    )
    told = renewed(before, now, ["episodes", "rethrown", "ticks"])
    assert told.split("\n## ") == ["# page 1\n", "Cost\n\n1\n", "Real outages\n\n2\n", "Other\n\n1\n"]
    assert renewed(before, now, ["episodes"]) == before


def test_every_section_that_is_measured_stands_on_the_page() -> None:
    heads = {line.removeprefix("## ") for line in page(Report("std", 1, False, "", "")).splitlines()}
    assert set(MEASURED_BY) <= heads
    assert set.union(*MEASURED_BY.values()) == set(detection.PARTS)


def test_what_was_achieved_stands_with_what_so_few_years_leave_open() -> None:
    one = Kept(
        OURS, 1.0, 2.2, (3.0, 2.0, 2.0, 1.0), 83.0, 11.0, 34.0, dict.fromkeys(CAUSES, 0) | {"bump": 20}
    )
    assert "| 2.2 (1.3–3.4) |" in promise([one], 9.1)


def test_further_streams_are_told_one_by_one_together_and_by_size_with_what_chance_leaves_open() -> None:
    delays = (3.0, 5.0), (9.0,), (math.inf,), ()
    heard, opened = Told((4, 0, 0, 0), delays), Told((2, 0, 0, 0), ((math.inf, 12.0), *delays[1:]))
    streams = [Pooled(seed, (2.0,) * 4, heard, opened, (1, 3, 0, 0, 0, 0)) for seed in (142, 143)]
    told = [[cell.strip() for cell in row.split("|")[1:-1]] for row in pooled.shown(streams).splitlines()[2:]]
    assert told[0][:4] == ["seed 142", "8.0", "4", "4"]
    assert told[2][:3] == ["these together", "16.0", "8"]
    assert told[2][3:7] == ["8", "0.50 (0.22–0.99)", "75.0", "9"]
    assert told[2][7:] == ["4", "0.25 (0.07–0.64)", "50.0", "–"]
    assert told[3][:4] == ["... of 0.01–0.1 a minute", "4.0", "4", "8"]
    assert told[-1][5:7] == ["–", "–"]
    assert len(told) == 2 + 1 + 4
    assert pooled.causes(streams) == "noise 2, bump 6, bot 0, gap 0, silent 0, dst 0"


def test_what_was_to_be_reached_is_reached_by_recall_and_delay_together() -> None:
    row = replace(raced().rows[0], budget=12.0, recall=88.0, delay_median=9.0)
    assert "88.0 / 9: no" in aims.shown({OURS: [row]})
    assert "88.0 / 8: yes" in aims.shown({OURS: [replace(row, delay_median=8.0)]})
    assert "86.9 / 8: no" in aims.shown({OURS: [replace(row, recall=86.9, delay_median=8.0)]})


def test_what_services_that_are_up_achieved_stands_beside_what_was_asked() -> None:
    row = calm([Calm(OURS, 15, 12.0, 3.07, tuple(float(n) for n in range(9)))]).splitlines()[-1]
    assert [cell.strip() for cell in row.split("|")[1:7]] == [
        "15 min",
        "parts and leaves",
        "3.1",
        "12",
        "0.00 (0.00–1.20)",
        "1.0 (0.2–2.9)",
    ]


def test_runs_on_other_services_are_told_as_one_with_what_chance_leaves_open() -> None:
    one, two = (Calm(OURS, 1, 1.0, years, (rate, 0.0)) for years, rate in ((1.0, 4.0), (3.0, 0.0)))
    (both,) = together([one, two])
    assert (both.years, both.achieved) == (4.0, (1.0, 0.0))
    told = kept_to([Calm(OURS, 1, 1.0, 50.0, (1.0, 0.1)), Calm(OURS, 1, 1.0, 2.0, (1.0, 1.0))])
    assert told == "By these intervals 1 of 4 cells are within a factor of 2, 1 outside, 2 undecided"


def test_what_services_without_a_past_kept_to_is_told_by_row_and_by_size() -> None:
    days = ((6.0, 18.0), (12.0, 12.0), (0.0, 60.0), (12.0, 12.0), (12.0, 24.0), (24.0, 24.0))
    told = young.kept_to(Young(copies=100, days=14, rates=days))
    assert "come to 1.0 to 2.5 times what is asked, row by row; a single size to 5.0 times at most" in told
    assert "the first days have 0.27 service-years of each, the last row 1.92." in told


def test_what_was_noise_stands_to_what_was_asked() -> None:
    causes = dict.fromkeys(CAUSES, 0)
    rare, often = (
        Kept(OURS, asked, 9.0, (), 83.0, 11.0, 34.0, causes | {"noise": many, "bump": 70})
        for asked, many in ((1.0, 4), (12.0, 24))
    )
    assert (
        noise_kept([rare, often], 10.0)
        == "What is *noise* alone comes to 0.2 to 0.4 times what was asked, row by row."
    )
    assert noise_kept([], 0.0) == ""


def test_every_false_alarm_on_a_real_outage_is_told_with_its_time() -> None:
    outcome = Outcome(
        2,
        (1.0, math.inf),
        (),
        (),
        ("aws 2019-08-23 08:16",),
        0.8,
        ("azure-1",),
        told=("b 2019-08-24 08:16",),
        unlabelled=("aws 2019-08-23 08:16", "c 2019-08-25 08:16"),
        unlabelled_months=0.9,
        early=3,
    )
    told = (
        "- at 1 a year: aws 2019-08-23 08:16; told of: b 2019-08-24 08:16; "
        "else outside of all labels: c 2019-08-25 08:16; missed: azure-1"
    )
    assert false_alarms({1.0: outcome}) == told
    shown = real({1.0: outcome})
    assert "1 in 0.80 service-months" in shown
    assert "2 in 0.90 service-months" in shown
    assert re.search(r"stood until an outage's time began +\| +3 \|", shown)


def test_columns_of_a_table_are_aligned() -> None:
    assert len({len(line) for line in table(["a", "bb"], [["ccc", "1"], ["d", "22222"]]).splitlines()}) == 1
