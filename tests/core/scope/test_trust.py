"""How sure the ties of a graph are."""

import numpy as np

from groundswell.core.scope.trust import chances


def graph(services: int = 40, parts: int = 4) -> np.ndarray:
    """Every service on one of the parts, by turns."""
    told = np.zeros((parts, services))
    told[np.arange(services) % parts, np.arange(services)] = 0.9
    return told


def test_of_two_operators_of_one_service_neither_is_sure() -> None:
    told = graph()
    told[1, 0] = 0.9
    sure = chances(told, ["operator"] * 4)
    assert sure[0, 0] < 0.6
    assert sure[1, 0] < 0.6
    assert sure[0, 4] > 0.8


def test_a_service_without_an_operator_is_likelier_to_have_an_untold_one_than_a_service_with() -> None:
    told = graph()
    told[:, 0] = 0.0
    sure = chances(told, ["operator"] * 4)
    assert sure[0, 0] > 10 * sure[0, 1] > 0.0


def test_parts_of_which_services_have_several_do_not_speak_against_one_another() -> None:
    told = np.where(np.random.default_rng(1).random((4, 40)) < 0.6, 0.9, 0.0)
    sure = chances(told, ["carrier"] * 4)
    assert sure[told > 0].min() > 0.75


def test_a_part_with_few_ties_is_trusted_less_than_one_with_many() -> None:
    told = graph(parts=2)
    told[0], told[1] = 0.9, 0.0
    told[1, :2] = 0.9
    sure = chances(told, ["", ""])
    assert sure[0, 5] > sure[1, 0] > 0.3


def test_chances_follow_the_strengths_and_stay_below_certainty() -> None:
    told = graph()
    sure = chances(0.5 * told, ["operator"] * 4)
    assert np.allclose(sure, 0.5 * chances(told, ["operator"] * 4))
    assert chances(np.minimum(2 * told, 1.0), ["operator"] * 4).max() <= 0.98


def nested(services: int = 60) -> tuple[np.ndarray, list[str]]:
    """Every service on one of six regions, which lie in two clouds by turns: all of it told."""
    told, number = np.zeros((8, services)), np.arange(services)
    told[number % 6, number] = told[6 + number % 2, number] = 0.9
    return told, ["region"] * 6 + ["cloud"] * 2


def test_who_stands_on_a_region_stands_on_its_cloud_though_nobody_said_so() -> None:
    told, kinds = nested()
    told[6, 0] = 0.0
    sure = chances(told, kinds)
    assert sure[6, 0] > 0.8 > 0.1 > sure[7, 0]


def test_a_cloud_speaks_for_its_regions_and_against_those_of_another() -> None:
    told, kinds = nested()
    told[0, 0] = 0.0
    sure = chances(told, kinds)
    assert sure[[0, 2, 4], 0].min() > 0.2 > 0.01 > sure[[1, 3, 5], 0].max()


def test_where_many_stand_on_a_cloud_alone_one_more_is_on_no_region_for_that() -> None:
    told, kinds = nested(90)
    told[:6, 60:] = 0.0
    sure = chances(told, kinds)
    assert sure[6:, 60:].max(axis=0).min() > 0.8
    assert sure[:6, 60:].max() < 0.15
