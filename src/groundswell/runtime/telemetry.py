"""What an instance says about itself: log lines, and the register of every metric.

A metric is named here or nowhere: its name is a type, so that a wrong one does not pass the type checker.
No log line and no label holds an address or a pseudonym.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Literal, TextIO

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from structlog.typing import EventDict, Processor

from groundswell.ports import Clock
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import LogConfig

CounterName = Literal[
    "groundswell_reports_accepted",
    "groundswell_reports_dropped",
    "groundswell_reports_counted",
    "groundswell_visits",
    "groundswell_incident_events",
    "groundswell_rises_held",
    "groundswell_pages_published",
    "groundswell_http_requests",
    "groundswell_faults",
    "groundswell_proofs",
    "groundswell_notices",
    "groundswell_calls",
    "groundswell_promises_reminded",
    "groundswell_sign_ins",
    "groundswell_questions",
    "groundswell_inbound_received",
    "groundswell_inbound_taken",
    "groundswell_inbound_refused",
    "groundswell_answers",
    "groundswell_mail_turned_away",
    "groundswell_questions_judged",
    "groundswell_wishes_told",
    "groundswell_works_again",
]
GaugeName = Literal[
    "groundswell_count_lag_sequences",
    "groundswell_count_lag_seconds",
    "groundswell_judged_minute",
    "groundswell_incidents",
    "groundswell_stream_readers",
    "groundswell_intake_alert",
    "groundswell_services",
    "groundswell_build",
    "groundswell_notices_waiting",
    "groundswell_subscriptions",
    "groundswell_calls_ringing",
    "groundswell_oncall_vacant",
    "groundswell_questions_deflection",
    "groundswell_questions_waiting",
    "groundswell_answers_waiting",
    "groundswell_wishes",
]
HistogramName = Literal[
    "groundswell_journal_commit_seconds",
    "groundswell_count_step_seconds",
    "groundswell_judge_tick_seconds",
    "groundswell_publish_seconds",
]


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric: what it means, by what it is split, and for a histogram its steps in seconds."""

    help: str
    labels: tuple[str, ...] = ()
    steps: tuple[float, ...] = ()


_QUICK = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)
_SLOW = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

COUNTERS: Final[Mapping[CounterName, Measure]] = {
    "groundswell_reports_accepted": Measure(
        "Reports made durable in the journal since the start; a count of a partner's is as many."
    ),
    "groundswell_reports_dropped": Measure(
        "Submissions that were not counted, by reason, since this instance began.", ("reason",)
    ),
    "groundswell_reports_counted": Measure(
        "Reports of the journal that were looked at for the counts since the start, in the same unit; repeats are among them."
    ),
    "groundswell_visits": Measure("Visits of service pages since the start."),
    "groundswell_incident_events": Measure("Changes of incidents, by kind, since the start.", ("kind",)),
    "groundswell_rises_held": Measure(
        "Rises of reports that were held to be no outage, by reason, since the start.", ("reason",)
    ),
    "groundswell_pages_published": Measure("Pages whose bytes changed and were published since the start."),
    "groundswell_http_requests": Measure("HTTP requests answered, by route and status.", ("route", "status")),
    "groundswell_faults": Measure("Runs of a leg that failed and will be tried again, by leg.", ("leg",)),
    "groundswell_proofs": Measure(
        "Proofs of work since the start: those that held, and those that were missing while one was asked for.",
        ("outcome",),
    ),
    "groundswell_notices": Measure(
        "Attempts to tell a target since the start, by kind of channel: sent, again (to be tried again), failed, expired.",
        ("kind", "outcome"),
    ),
    "groundswell_calls": Measure(
        "What became of calls since the start: begun, rang (steps that were called), answered, ended, unanswered; nobody (steps "
        "that could call no one), dead (steps whose ways led nowhere).",
        ("what",),
    ),
    "groundswell_sign_ins": Measure(
        "Attempts to sign in to the desk since the start, by way (password, code, passkey, provider, link) and what came of them: in, "
        "second (the password was right, a second factor is asked for), refused, held (too many: nothing was looked at).",
        ("way", "outcome"),
    ),
    "groundswell_promises_reminded": Measure(
        "Promises of the next word of which somebody was to be reminded since the start, by how they stood (due_soon, missed) and "
        "whether somebody was told, or nobody could be.",
        ("stood", "became"),
    ),
    "groundswell_inbound_received": Measure(
        "Letters, and posts to a channel that is heard, since the start.", ("way",)
    ),
    "groundswell_inbound_taken": Measure("Those of them that became questions, since the start.", ("way",)),
    "groundswell_inbound_refused": Measure(
        "Those of them that did not, by reason, since the start.", ("way", "reason")
    ),
    "groundswell_answers": Measure(
        "What became of answers that go back by letter or under a post, since the start: told, held_back (left to the desk), failed, unsure, lapsed.",
        ("way", "state"),
    ),
    "groundswell_mail_turned_away": Measure(
        "What the mail listener refused before it was a letter, since the start: busy, too_large, not_ours, late.",
        ("reason",),
    ),
    "groundswell_questions": Measure(
        "Questions taken since the start, by source (page, api, mail, channel) and what became of them first: answered_at_once, waiting, spam.",
        ("source", "state"),
    ),
    "groundswell_questions_judged": Measure(
        "What askers said of answers since the start, by who had answered (page, desk): yes, no (whether it helped), unfit (sent on to the desk).",
        ("by", "said"),
    ),
    "groundswell_wishes_told": Measure(
        "Messages to those who wished to be told when it is over since the start: sent, failed, expired; question: the yes was asked for.",
        ("outcome",),
    ),
    "groundswell_works_again": Measure(
        "Answers since the start of those who were asked whether it works again: yes, no.", ("answer",)
    ),
}
GAUGES: Final[Mapping[GaugeName, Measure]] = {
    "groundswell_count_lag_sequences": Measure("Journal sequences that are accepted but not yet counted."),
    "groundswell_count_lag_seconds": Measure(
        "Age of the oldest accepted report that is not yet counted; 0 when there is none."
    ),
    "groundswell_judged_minute": Measure("The last minute that was judged, in minutes since 1970-01-01 UTC."),
    "groundswell_incidents": Measure("Incidents that are not over, by state.", ("state",)),
    "groundswell_stream_readers": Measure("Readers of the live stream that are connected now."),
    "groundswell_intake_alert": Measure(
        "How the intake stands to strangers: 1 for the state that it is in.", ("state",)
    ),
    "groundswell_services": Measure("Services in the catalog."),
    "groundswell_notices_waiting": Measure("Notices that may still be sent, by kind of channel.", ("kind",)),
    "groundswell_subscriptions": Measure(
        "Subscriptions: pending (they have not said yes), confirmed, ended.", ("way", "state")
    ),
    "groundswell_calls_ringing": Measure("Calls that wait for an answer."),
    "groundswell_oncall_vacant": Measure(
        "Schedules, people and channels that a policy counts on and that lead to nobody now: nobody is on call, or whoever is cannot be called."
    ),
    "groundswell_answers_waiting": Measure("Who asked by letter or post and waits for an answer.", ("way",)),
    "groundswell_questions_deflection": Measure(
        "Deflection of the last seven days, 0 to 1: of all questions but spam, those that the page answered at once, or as soon as an outage opened, whose askers neither said that it did not help nor sent them on, and which the desk did not take up after all (most), or said that it helped (least). Absent while nothing was asked.",
        ("bound",),
    ),
    "groundswell_questions_waiting": Measure(
        "Questions that wait for an answer of the desk, as last counted."
    ),
    "groundswell_wishes": Measure(
        "Wishes to be told when it is over: pending (they have not said yes), waiting, telling, told, lapsed (nothing came of it), untold (the message did not get through).",
        ("way", "state"),
    ),
    "groundswell_build": Measure("Always 1; the label says which version runs.", ("version",)),
}
HISTOGRAMS: Final[Mapping[HistogramName, Measure]] = {
    "groundswell_journal_commit_seconds": Measure(
        "Time that one commit of the journal took, of all that came together.", (), _QUICK
    ),
    "groundswell_count_step_seconds": Measure("Time that one step of counting took.", (), _SLOW),
    "groundswell_judge_tick_seconds": Measure("Time that judging one minute took.", (), _SLOW),
    "groundswell_publish_seconds": Measure("Time that one round of publishing took.", (), _SLOW),
}

Readings = Mapping[tuple[str, ...], float]
"""Label values (in the order of the register) and what was read under them; () where there are none."""


class Telemetry:
    """The metrics of one instance, in a registry of its own."""

    content_type: Final = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # they double the page and nobody asks for them
        self.registry = CollectorRegistry()
        self._counters: dict[CounterName, Counter] = {}
        self._gauges: dict[GaugeName, Gauge] = {}
        self._histograms: dict[HistogramName, Histogram] = {
            name: Histogram(name, of.help, of.labels, registry=self.registry, buckets=of.steps)
            for name, of in HISTOGRAMS.items()
        }
        self._followed: set[str] = set()
        for name, of in COUNTERS.items():
            self._counters[name] = Counter(name, of.help, of.labels, registry=self.registry)
        for gauge, of in GAUGES.items():
            self._gauges[gauge] = Gauge(gauge, of.help, of.labels, registry=self.registry)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def count(self, name: CounterName, amount: float = 1, **labels: str) -> None:
        """Add `amount` (≥ 0) to a counter."""
        counter = self._counters[name]
        (counter.labels(**labels) if labels else counter).inc(amount)

    def gauge(self, name: GaugeName, value: float, **labels: str) -> None:
        """Set a gauge."""
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(value)

    def observe(self, name: HistogramName, seconds: float, **labels: str) -> None:
        """Add one duration to a histogram."""
        histogram = self._histograms[name]
        (histogram.labels(**labels) if labels else histogram).observe(seconds)

    @contextmanager
    def timed(self, name: HistogramName, **labels: str) -> Iterator[None]:
        """Observe how long the block takes; also when it fails."""
        began = perf_counter()
        try:
            yield
        finally:
            self.observe(name, perf_counter() - began, **labels)

    def follow(self, name: CounterName | GaugeName, read: Callable[[], Readings]) -> None:
        """From now on take the metric from `read`, at every scrape: for whoever keeps totals already."""
        assert name not in self._followed, f"{name} is followed already"
        own: Counter | Gauge
        if name in COUNTERS:
            own = self._counters.pop(name)  # type: ignore[arg-type]  # a narrowing mypy does not make
            of: Measure = COUNTERS[name]  # type: ignore[index]
        else:
            own = self._gauges.pop(name)  # type: ignore[arg-type]
            of = GAUGES[name]  # type: ignore[index]
        self.registry.unregister(own)
        self.registry.register(_Followed(name, of, counter=name in COUNTERS, read=read))
        self._followed.add(name)


class _Followed(Collector):
    """A metric whose numbers somebody else keeps."""

    def __init__(self, name: str, of: Measure, *, counter: bool, read: Callable[[], Readings]) -> None:
        self._name, self._of, self._counter, self._read = name, of, counter, read

    def describe(self) -> Iterable[Metric]:
        return [self._family()]

    def collect(self) -> Iterable[Metric]:
        family = self._family()
        for labels, value in self._read().items():
            family.add_metric(list(labels), value)
        return [family]

    def _family(self) -> CounterMetricFamily | GaugeMetricFamily:
        kind = CounterMetricFamily if self._counter else GaugeMetricFamily
        return kind(self._name, self._of.help, labels=self._of.labels)


def set_up_logging(config: LogConfig, clock: Clock | None = None, stream: TextIO | None = None) -> None:
    """Send every log line (ours and the libraries') to `stream` (standard error), stamped by `clock`.

    The web server's access log is switched off for good: it would write addresses.
    """
    clock = clock or SystemClock()
    stream = stream or sys.stderr

    def stamp(_logger: object, _method: str, line: EventDict) -> EventDict:
        line["at"] = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return line

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        stamp,
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if config.format == "json":
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        # Plain tracebacks: the pretty ones print local variables, and those hold what no log may hold.
        plain = structlog.dev.plain_traceback
        last.append(
            structlog.dev.ConsoleRenderer(
                colors=stream.isatty(), timestamp_key="at", exception_formatter=plain
            )
        )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(config.level.upper())
    for name in ("uvicorn", "uvicorn.error"):
        # That it has started and ended is said by us, in the same words for every server.
        _let_through(logging.getLogger(name), logging.NOTSET if config.level == "debug" else logging.WARNING)
    for name in ("httpx", "httpcore", "alembic", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    access = logging.getLogger("uvicorn.access")
    access.handlers, access.propagate, access.disabled = [], False, True


def _let_through(logger: logging.Logger, level: int) -> None:
    logger.handlers, logger.propagate = [], True
    # Never below what is asked for in all: a logger's own level is the one that counts.
    logger.setLevel(level and max(level, logging.getLogger().level))
