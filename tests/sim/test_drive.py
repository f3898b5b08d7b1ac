"""What is sent to a real server."""

from itertools import islice

import msgspec
import numpy as np

from groundswell.core.batch import TOLD_COLUMNS
from groundswell.core.intake.rows import tidy
from groundswell.flow.read import counts_csv as read_counts
from groundswell.flow.read import reports_ndjson as read_reports
from groundswell.sim import Scenario, counts_csv, ndjson
from groundswell.sim.crowd import joined
from groundswell.sim.drive import apart, single_reports
from groundswell.web.wire import ReportIn


def test_a_servers_intake_reads_back_what_was_sent() -> None:
    scenario = Scenario.load("small-town")
    batch = joined([batch for _, batch in islice(scenario.minutes(), 200)])
    catalog = scenario.catalog()
    people = batch.take(np.flatnonzero(batch.reporter != 0))
    visits = batch.take(np.flatnonzero(batch.reporter == 0))
    for sent, rows in (
        (people, read_reports(ndjson(batch))),
        (visits, read_counts(counts_csv(batch))),
    ):
        read = tidy(rows, catalog, scenario.ends_at, skew_minutes=0)
        assert read.dropped == {}
        for name in TOLD_COLUMNS:
            assert getattr(read.batch, name).texts() == getattr(sent, name).texts(), name
        assert read.batch.works.tolist() == sent.works.tolist()
        assert read.batch.count.tolist() == sent.count.tolist()
        assert (read.batch.observed_at // 60_000).tolist() == (sent.observed_at // 60_000).tolist()
        assert len(np.unique(read.batch.reporter)) == len(np.unique(sent.reporter))


def test_some_people_report_singly_and_everybody_is_sent_once() -> None:
    batch = joined([batch for _, batch in islice(Scenario.load("small-town").minutes(), 400)])
    singly, others = apart(batch, 5)
    assert len(singly) > 0
    assert len(singly) + len(others) == len(batch)
    assert not set(singly.reporter.tolist()) & set(others.reporter.tolist()), "a person takes one way"
    sent = single_reports(singly)
    assert len({address for address, _ in sent}) == len(set(singly.reporter.tolist()))
    read = [msgspec.json.decode(body, type=ReportIn) for _, body in sent]
    assert [said.service for said in read] == singly.service.texts()
    assert [said.symptom or "" for said in read] == singly.symptom.texts()
    assert [said.works for said in read] == singly.works.tolist()


def test_an_instant_is_sent_to_the_millisecond() -> None:
    batch = joined([batch for _, batch in islice(Scenario.load("small-town").minutes(), 300)])
    people = batch.take(np.flatnonzero(batch.reporter != 0))
    assert read_reports(ndjson(batch)).observed_at.tolist() == people.observed_at.tolist()


def test_without_counts_there_is_no_table() -> None:
    batch = joined([batch for _, batch in islice(Scenario.load("small-town").minutes(), 30)])
    people = batch.take(np.flatnonzero(batch.reporter != 0))
    assert counts_csv(people) == b""
    assert ndjson(batch.take(np.flatnonzero(batch.reporter == 0))) == b""
