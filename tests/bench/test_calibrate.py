"""What is asked is what comes: services that are up raise neither many more nor many fewer alarms than they may."""

import sys

import numpy as np
import pytest
from bench.calibrate import Trial, main, measure


def test_services_that_are_up_alarm_about_as_often_as_was_asked_neither_more_nor_less() -> None:
    trial = Trial(seed=77, copies=20, days=28, widths=(15,), asked=(12.0,), sizes=(0.1, 3.0, 30.0))
    (achieved,) = measure(trial)[15]
    assert 12 / 1.6 <= np.mean(achieved) <= 12 * 1.6
    assert ((achieved >= 12 / 3) & (achieved <= 12 * 3)).all()


@pytest.mark.parametrize("options", ["--young --seats", "--young --parts", "--seats --widths 15"])
def test_what_would_not_be_done_is_refused(
    options: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small = ["--copies", "20", "--days", "1"]  # so that it ends soon if it is not
    monkeypatch.setattr(sys, "argv", ["calibrate", "--check", "12", *small, *options.split()])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err
    assert "not allowed with" in said or "no --widths" in said
