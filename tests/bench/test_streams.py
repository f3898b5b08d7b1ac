"""The streams that detectors are measured on are what their plan says."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from bench.streams import SHAPES, SIZES, WEEK, Plan, draw, make, wobble

FEW = replace(SIZES["tiny"], services=3)
MANY = replace(SIZES["tiny"], services=120, regions=2, symptoms=1, rate_max=1.0)


def test_the_same_seed_gives_the_same_stream_and_another_seed_another() -> None:
    one, two, other = draw(FEW, 3), draw(FEW, 3), draw(FEW, 4)
    assert np.array_equal(one.counts, two.counts)
    assert one.outages == two.outages
    assert not np.array_equal(one.counts, other.counts)


def test_services_span_four_decades_and_count_what_is_usual_for_them() -> None:
    stream = make("tiny", 5)
    assert stream.base.min() < 0.03
    assert stream.base.max() > 30
    counts = stream.view("service")
    calm = np.ones(counts.shape, dtype=np.bool_)
    calm[: stream.plan.split] = False
    calm[counts < 0] = False
    for outage in stream.outages:
        calm[stream.plan.split + outage.start : stream.plan.split + outage.end + 61, outage.service] = False
    heard = np.where(calm, counts, 0).sum(axis=0)
    usual = np.where(calm, stream.usual, 0.0).sum(axis=0)
    assert np.median(heard / usual) == pytest.approx(1.0, abs=0.1)
    assert heard.sum() / usual.sum() == pytest.approx(1.0, abs=0.1)


def test_outages_and_nuisances_come_as_often_as_planned() -> None:
    stream = draw(MANY, 6)
    weeks = MANY.services * MANY.test_days / 7
    assert len(stream.outages) / weeks == pytest.approx(MANY.outages_week, rel=0.2)
    shapes = Counter(outage.shape for outage in stream.outages)
    assert set(shapes) == set(SHAPES)
    assert shapes["sharp"] / len(stream.outages) == pytest.approx(0.30, abs=0.12)
    kinds: Counter[str] = Counter(nuisance.kind for nuisance in stream.nuisances)
    for kind, rate in (("bump", MANY.bumps_week), ("bot", MANY.bots_week), ("silent", MANY.silent_week)):
        assert kinds[kind] / weeks == pytest.approx(rate, rel=0.35), kind
    assert kinds["dst"] / (MANY.services * MANY.regions) == pytest.approx(MANY.dst, abs=0.1)


def test_an_outage_brings_the_excess_that_it_is_said_to_bring() -> None:
    stream = draw(replace(MANY, services=60, rate_min=0.1, late=0.0, skewed=0.0), 6)
    counts = stream.view("service")[stream.plan.split :].astype(np.float64)
    excess = counts - stream.usual[stream.plan.split :]
    large = [outage for outage in stream.outages if outage.excess > 100]
    ratios = [excess[outage.start : outage.end, outage.service].sum() / outage.excess for outage in large]
    assert len(large) > 10
    assert np.median(ratios) == pytest.approx(1.0, abs=0.15)


def test_an_outage_has_ebbed_within_its_tail_and_later_the_more_it_brought() -> None:
    stream = draw(replace(MANY, services=60, rate_min=1.0, rate_max=10.0), 6)
    outages = [outage for outage in stream.outages if outage.shape == "sharp"]
    after = np.array([outage.ebbed - outage.end for outage in outages])
    assert (after >= 0).all()
    assert (after <= 60).all()
    ratios = np.array([outage.ratio for outage in outages])
    assert after[ratios > 15].mean() > after[ratios < 7].mean() + 5


def test_an_outage_of_one_region_stays_in_its_leaves() -> None:
    stream = make("tiny", 7)
    leaves = {shape: [] for shape in SHAPES}  # type: dict[str, list[int]]
    for outage in stream.outages:
        leaves[outage.shape].append(len(outage.leaves))
        assert {leaf // stream.plan.leaves for leaf in outage.leaves} == {outage.service}
    assert set(leaves["region"]) <= {stream.plan.symptoms}
    assert set(leaves["symptom"]) <= {stream.plan.regions}


def test_a_gap_is_marked_in_every_service_and_never_summed() -> None:
    stream = draw(Plan(services=3, warm_days=14, test_days=7, gaps_week=4.0), 1)
    whole = stream.view("service")
    missing = whole[:, 0] < 0
    assert missing.any()
    assert (whole[missing] == -1).all()
    assert (stream.counts[missing] == -1).all()
    assert (whole[~missing] >= 0).all()


def test_a_bot_counts_once_for_each_reporter_when_reports_are_deduplicated() -> None:
    raw, dedup = (draw(replace(FEW, bots_week=2.0, feed=feed), 8) for feed in ("raw", "dedup"))
    assert raw.outages == dedup.outages
    bots = [nuisance for nuisance in raw.nuisances if nuisance.kind == "bot"]
    more = raw.view("service").sum(dtype=np.int64) - dedup.view("service").sum(dtype=np.int64)
    assert more > 20 * len(bots) > 0


def test_every_second_service_keeps_its_counts_and_its_outages() -> None:
    stream = draw(FEW, 3)
    part = stream.every(2)
    assert part.plan.services == 2
    assert np.array_equal(part.view("service"), stream.view("service")[:, ::2])
    assert [(o.start, o.shape) for o in part.outages] == [
        (o.start, o.shape) for o in stream.outages if o.service != 1
    ]
    assert part.layout("leaf").service.tolist() == np.repeat(np.arange(2), 12).tolist()


def test_wobble_has_the_deviation_and_the_memory_that_it_is_asked_for() -> None:
    noise = wobble(50 * WEEK, 0.3, 20.0, np.random.default_rng(1))
    assert noise.std() == pytest.approx(0.3, rel=0.03)
    assert np.corrcoef(noise[:-20], noise[20:])[0, 1] == pytest.approx(np.exp(-1), abs=0.03)
