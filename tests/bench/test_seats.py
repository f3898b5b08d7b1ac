"""The tree of the product's size hears every report once of each kind, at a seat or among all the rest."""

import numpy as np
from bench.seats import VALUES, Crowd, Seats, alarms

from groundswell.flow.parts import PART_AXES, PARTS_MAX


def test_each_report_has_one_symptom_one_country_and_one_network_seated_or_not() -> None:
    rng = np.random.default_rng(5)
    history = rng.poisson([40.0, 0.4], (4 * 96, 2)).astype(np.int32)
    crowd, seats = Crowd(2, rng), Seats(2, (12.0,))
    seats.learn(0, history, crowd)
    today = rng.poisson([300.0, 1.0], (6, 2)).astype(np.int32)
    told = {axis: crowd.split(today, axis) for axis in PART_AXES}
    for row, wholes in zip(seats.rows(today, told), today, strict=True):
        nodes = seats.trees[0].nodes
        assert len(row) == seats.nodes == len(nodes.service)
        assert row[:2].tolist() == wholes.tolist()
        for axis in PART_AXES:
            here = nodes.attributes[axis.value] >= 0
            assert np.bincount(nodes.service[here], row[here], 2).tolist() == wholes.tolist()
            assert np.bincount(nodes.service[here], minlength=2).max() <= min(VALUES[axis], PARTS_MAX + 1)
    seats.note(told)
    seats.seat()
    assert len(seats.trees[0].nodes.service) == seats.nodes


def test_a_service_that_breaks_raises_one_alarm_and_one_that_is_up_none() -> None:
    rng = np.random.default_rng(5)
    history = rng.poisson([15.0, 1.5], (4 * 96, 2)).astype(np.int32)
    today = rng.poisson([1.0, 0.1], (150, 2)).astype(np.int32)
    today[60:90, 1] += 4
    assert alarms(history, today, (1.0,), rng).tolist() == [[0, 1]]
