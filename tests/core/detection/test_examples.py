"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import groundswell.core.detection

MODULES = [
    f"groundswell.core.detection.{each.name}"
    for each in pkgutil.iter_modules(groundswell.core.detection.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_an_example_and_it_gives_what_it_says(name: str) -> None:
    told = doctest.testmod(importlib.import_module(name))
    assert told.attempted > 0
    assert told.failed == 0


def test_the_detector_shows_how_it_is_used() -> None:
    assert doctest.testmod(importlib.import_module("groundswell.core.detection.detector")).attempted >= 3
