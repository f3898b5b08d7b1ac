"""The real outages are read as they were, and judged by the stated rules."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from bench.episodes import Archive, Episode

from bench import episodes
from groundswell.core.timegrid import instant_of, minute_of

ARCHIVE = episodes.read()


def test_all_68_outages_are_there_with_the_alarm_where_downdetector_had_it() -> None:
    assert len(ARCHIVE.episodes) == 68
    assert (
        sum(episode.alarm - episode.opens == 705 for episode in ARCHIVE.episodes) == 67
    )  # one window is short
    for episode in ARCHIVE.episodes:
        first, last = np.searchsorted(ARCHIVE.minutes, (episode.opens, episode.end))
        assert (ARCHIVE.counts[first:last, episode.service] >= 0).mean() > 0.9


def test_spreading_over_minutes_loses_no_report_and_is_the_same_each_time() -> None:
    heard = ARCHIVE.counts >= 0
    assert (ARCHIVE.quarters[heard] >= ARCHIVE.counts[heard]).all()
    assert ARCHIVE.counts[heard].sum() == ARCHIVE.quarters[heard].sum() / 15
    assert np.array_equal(episodes.read().counts, ARCHIVE.counts)
    assert not np.array_equal(episodes.read(seed=2).counts, ARCHIVE.counts)


def test_operators_notifications_lie_within_three_hours_of_the_alarm() -> None:
    known = [episode for episode in ARCHIVE.episodes if episode.notified is not None]
    assert len(known) == 9
    for episode in known:
        assert episode.notified is not None
        assert abs(episode.notified - episode.alarm) <= 60 * episodes.NOTICE_HOURS


def made() -> Archive:
    """One service, two windows of a thousand minutes, an alarm of theirs at minute 700 of each; the first has a rise before."""
    minutes = np.concatenate([np.arange(1000), np.arange(5000, 6000)])
    counts = np.ones((2000, 1), dtype=np.int32)
    quarters = np.full((2000, 1), 4, dtype=np.int32)
    quarters[300:315] = 16
    both = tuple(
        Episode(name, 0, opens, opens + 580, opens + 700, opens + 1000, notified)
        for name, opens, notified in (("one", 0, 720), ("two", 5000, None))
    )
    return Archive(("a",), minutes, counts, quarters, both)


def on(*spans: tuple[int, int]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    alarm = np.zeros((2000, 1), dtype=np.bool_)
    for first, last in spans:
        alarm[first:last] = True
    return alarm


def test_a_delay_runs_to_the_end_of_the_minute_that_gave_the_alarm() -> None:
    outcome = episodes.judged(made(), on((709, 800), (1650, 1660)))
    assert outcome.delays == (10, -49)
    assert outcome.operator == (-10,)
    assert outcome.operator_theirs == (-20,)
    assert outcome.missed == ()


def test_a_missed_outage_has_an_infinite_delay_and_a_standing_alarm_its_own_beginning() -> None:
    outcome = episodes.judged(made(), on((500, 600)))
    assert outcome.delays == (-199, math.inf)
    assert outcome.missed == ("two",)
    assert episodes.judged(made(), on((500, 580))).missed == ("one", "two")


def test_an_alarm_that_stood_before_an_outages_time_finds_it_but_did_not_begin_in_it() -> None:
    stood, both = (episodes.judged(made(), on(*spans)) for spans in ([(500, 800)], [(500, 600), (690, 800)]))
    assert stood.delays[0] == -199
    assert stood.within == (math.inf, math.inf)
    assert both.delays[0] == -199, "by its first alarm"
    assert both.within == (-9, math.inf), "the first that began in it"


def test_a_false_alarm_is_named_by_its_service_and_minute() -> None:
    archive = made()
    name = episodes.judged(archive, on((100, 105))).false_alarms[0]
    assert name.split(" ", 1)[0] in archive.services
    begun = np.flatnonzero(on((100, 105)).any(axis=1))[0]
    assert name.endswith(f"{instant_of(int(archive.minutes[begun])):%Y-%m-%d %H:%M}")


@pytest.mark.parametrize(
    ("at", "false"), [(100, 1), (239, 1), (240, 0), (310, 0), (374, 0), (375, 1), (580, 0), (1100, 1)]
)
def test_only_alarms_that_begin_in_calm_hours_are_false(at: int, false: int) -> None:
    assert len(episodes.judged(made(), on((at, at + 5))).false_alarms) == false


def test_calm_is_what_the_rules_leave() -> None:
    calm = episodes.calm_minutes(made())[:, 0]
    assert calm.sum() == 2 * 580 - 15 - 2 * episodes.PLAIN_AROUND


def test_the_hours_before_one_outage_are_not_calm_while_another_lasts() -> None:
    archive = made()
    later = replace(archive.episodes[0], name="three", opens=600, begin=950, alarm=970, end=1000)
    calm = episodes.calm_minutes(replace(archive, episodes=(*archive.episodes, later)))
    assert not calm[580:1000, 0].any()


def test_what_another_outage_counts_does_not_hide_a_rise_in_calm_hours() -> None:
    archive = made()
    archive.quarters[:290] = 30
    other = replace(archive.episodes[0], name="zero", opens=0, begin=1, alarm=100, end=290)
    both = replace(archive, episodes=(*archive.episodes, other))
    calm = episodes.calm_minutes(both, ebb_minutes=0)
    assert not calm[300:315, 0].any()
    assert calm[400:580, 0].all()
    ebbed = 290 + episodes.EBB_MINUTES
    assert not episodes.calm_minutes(both)[290:ebbed, 0].any()
    assert episodes.calm_minutes(both)[ebbed:580, 0].all()


def test_an_alarm_in_an_outage_that_the_operator_told_of_is_not_false_but_named() -> None:
    began = minute_of(datetime(2019, 8, 23, 8, 15, tzinfo=UTC))
    assert episodes.was_told("aws", began)
    assert not episodes.was_told("azure", began)
    assert not episodes.was_told("aws", began + 24 * 60)
    calm = made()
    archive = replace(calm, services=("aws",), minutes=calm.minutes + began - 200)
    archive = replace(
        archive,
        episodes=tuple(
            replace(
                one,
                opens=one.opens + began - 200,
                begin=one.begin + began - 200,
                alarm=one.alarm + began - 200,
                end=one.end + began - 200,
                notified=None,
            )
            for one in archive.episodes
        ),
    )
    outcome = episodes.judged(archive, on((200, 210), (1550, 1560)))
    assert outcome.told == ("aws 2019-08-23 08:15",)
    assert len(outcome.false_alarms) == 1


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [(305, 320, (1, 0)), (100, 105, (1, 0)), (570, 590, (0, 1)), (590, 600, (0, 0))],
)
def test_outside_of_all_labels_no_hour_is_left_out_and_what_stands_into_an_outage_is_told_apart(
    first: int, last: int, told: tuple[int, int]
) -> None:
    outcome = episodes.judged(made(), on((first, last)))
    assert (len(outcome.unlabelled), outcome.early) == told


def test_all_hours_outside_of_labels_are_counted() -> None:
    archive = made()
    archive.counts[50:60] = -1
    assert episodes.unlabelled_minutes(archive).sum() == 2 * 580 - 10
