"""Metrics have one register, and log lines hold no address."""

import io
import json
import logging
from datetime import UTC, datetime
from typing import get_args

import pytest
import structlog
from prometheus_client import generate_latest

from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import LogConfig
from groundswell.runtime.telemetry import (
    COUNTERS,
    GAUGES,
    HISTOGRAMS,
    CounterName,
    GaugeName,
    HistogramName,
    Telemetry,
    set_up_logging,
)

CLOCK = ManualClock(datetime(2023, 5, 21, 22, 9, tzinfo=UTC))


def test_the_register_and_the_types_name_the_same_metrics() -> None:
    assert set(get_args(CounterName)) == set(COUNTERS)
    assert set(get_args(GaugeName)) == set(GAUGES)
    assert set(get_args(HistogramName)) == set(HISTOGRAMS)


def test_every_metric_says_what_it_means() -> None:
    for measure in (*COUNTERS.values(), *GAUGES.values(), *HISTOGRAMS.values()):
        assert measure.help.endswith(".")
    assert all(measure.steps == tuple(sorted(measure.steps)) for measure in HISTOGRAMS.values())


def test_what_was_counted_can_be_read_by_prometheus() -> None:
    telemetry = Telemetry()
    telemetry.count("groundswell_reports_accepted", 3)
    telemetry.count("groundswell_incident_events", kind="opened")
    telemetry.gauge("groundswell_judged_minute", 28_000_000)
    with telemetry.timed("groundswell_judge_tick_seconds"):
        pass
    text = generate_latest(telemetry.registry).decode()
    assert "groundswell_reports_accepted_total 3.0" in text
    assert 'groundswell_incident_events_total{kind="opened"} 1.0' in text
    assert "groundswell_judged_minute 2.8e+07" in text
    assert "groundswell_judge_tick_seconds_count 1.0" in text
    assert "process_resident_memory_bytes" in text


def test_totals_that_somebody_else_keeps_are_read_at_each_scrape() -> None:
    telemetry = Telemetry()
    drops: dict[tuple[str, ...], float] = {("robot",): 1.0}
    telemetry.follow("groundswell_reports_dropped", lambda: drops)
    telemetry.follow("groundswell_stream_readers", lambda: {(): 7.0})
    assert (
        'groundswell_reports_dropped_total{reason="robot"} 1.0'
        in generate_latest(telemetry.registry).decode()
    )
    drops[("robot",)] = 5.0
    text = generate_latest(telemetry.registry).decode()
    assert 'groundswell_reports_dropped_total{reason="robot"} 5.0' in text
    assert "groundswell_stream_readers 7.0" in text


def test_two_instances_do_not_share_their_metrics() -> None:
    one, other = Telemetry(), Telemetry()
    one.count("groundswell_visits")
    assert "groundswell_visits_total 0.0" in generate_latest(other.registry).decode()


def test_a_time_is_observed_also_when_the_work_failed() -> None:
    telemetry = Telemetry()
    with pytest.raises(ZeroDivisionError), telemetry.timed("groundswell_publish_seconds"):
        _ = 1 / 0
    assert "groundswell_publish_seconds_count 1.0" in generate_latest(telemetry.registry).decode()


def test_json_lines_are_stamped_by_our_clock_and_hold_what_was_said() -> None:
    stream = io.StringIO()
    set_up_logging(LogConfig(format="json"), CLOCK, stream)
    structlog.get_logger("groundswell.test").info("opened", id="x", reports=3)
    logging.getLogger("somebody.else").warning("slow %s", "disk")
    ours, theirs = (json.loads(line) for line in stream.getvalue().splitlines())
    assert ours == {
        "event": "opened",
        "id": "x",
        "reports": 3,
        "level": "info",
        "logger": "groundswell.test",
        "at": "2023-05-21T22:09:00.000Z",
    }
    assert (theirs["event"], theirs["level"], theirs["at"]) == ("slow disk", "warning", ours["at"])


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    set_up_logging(LogConfig(level="warning"), CLOCK, stream)
    structlog.get_logger("groundswell.test").info("quiet")
    structlog.get_logger("groundswell.test").warning("loud")
    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()


def test_the_access_log_that_would_hold_addresses_is_never_written() -> None:
    stream = io.StringIO()
    logging.getLogger("uvicorn.access").addHandler(logging.StreamHandler(stream))
    set_up_logging(LogConfig(level="debug"), CLOCK, stream)
    logging.getLogger("uvicorn.access").info('%s - "GET / HTTP/1.1" 200', "192.0.2.7:4711")
    logging.getLogger("uvicorn.error").info("started")
    assert "192.0.2.7" not in stream.getvalue()
    assert "started" in stream.getvalue()


def test_what_the_web_server_says_of_itself_is_written_only_where_it_warns() -> None:
    stream = io.StringIO()
    set_up_logging(LogConfig(), CLOCK, stream)
    logging.getLogger("uvicorn.error").info("Started server process [7]")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    assert "Started" not in stream.getvalue()
    assert "Invalid" in stream.getvalue()


@pytest.mark.parametrize("level", ["error", "warning"])
def test_a_library_does_not_say_more_than_is_asked_for(level: str) -> None:
    stream = io.StringIO()
    set_up_logging(LogConfig(level="error" if level == "error" else "warning"), CLOCK, stream)
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    assert ("Invalid" in stream.getvalue()) == (level == "warning")


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_does_not_print_local_variables(form: str) -> None:
    stream = io.StringIO()
    set_up_logging(LogConfig(format="json" if form == "json" else "console"), CLOCK, stream)

    def stumble() -> None:
        address = ".".join(("192", "0", "2", "7"))
        raise ValueError(len(address))

    try:
        stumble()
    except ValueError:
        structlog.get_logger("groundswell.test").exception("a leg failed")
    assert "ValueError" in stream.getvalue()
    assert "192.0.2.7" not in stream.getvalue()
