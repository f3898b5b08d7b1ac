"""Programs that read Statuspage read us: the real ones, from PyPI and npm, against a running server."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.readers.conftest import OUTAGES, READERS, said_by

ROOT = Path(__file__).parents[2]
MODULES = Path(__file__).parent / "node_modules"
pytestmark = pytest.mark.skipif(not READERS.exists(), reason="scripts/setup readers was not called")

_CHECK = """
import json, sys
from statuscheck.services.bases import _statuspageio as pages
class Page(pages.BaseStatusPageAPI):
    name, status_url, service_url = "ours", "", ""
    def _get_base_url(self):
        return sys.argv[1] + "/api/v2/"
found = Page().get_summary()
print(json.dumps({
    "ok": found.status.is_ok, "name": found.status.name, "code": found.status.code,
    "incidents": {each.id: each.status for each in found.incidents},
    "components": {each.id: each.status for each in found.components},
}))
"""
_JS = """
const { Statuspage } = require(process.argv[2] + "/statuspage.js");
(async () => {
  const page = new Statuspage("ours");
  page.axios.defaults.baseURL = process.argv[3] + "/api/v2";
  const told = {};
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(page)).filter((name) => name !== "constructor" && !name.startsWith("_"))) {
    told[name] = await page[name]();
  }
  console.log(JSON.stringify(told));
})().catch((fault) => { console.error(fault); process.exit(1); });
"""


def samples(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    return {
        family.name: {
            tuple(label for _, label in sorted(sample.labels.items())): sample.value
            for sample in family.samples
        }
        for family in text_string_to_metric_families(text)
    }


def test_the_prometheus_exporter_finds_every_component_and_incident(site: str, tmp_path: Path) -> None:
    services = {
        "whole": {"url": f"{site}/api/v2/summary.json", "name": "whole"},
        "one": {"url": f"{site}/s/slack/api/v2/summary.json", "name": "one"},
    }
    (tmp_path / "services.json").write_text(json.dumps(services))
    written = tmp_path / "metrics.prom"
    said_by(
        [READERS / "bin" / "statuspage-prometheus-exporter"],
        tmp_path,
        RUN_MODE="once",
        METRICS_TEXTFILE_PATH=str(written),
        SERVICES_JSON_PATH=str(tmp_path / "services.json"),
    )
    found = samples(written.read_text())
    status = found["statuspage_service_status"]
    assert (status["whole",], status["one",]) == (0, 1)
    assert set(found["statuspage_probe_check"].values()) == {1}
    parts = found["statuspage_component_status"]
    assert parts["Instagram", "whole"] == 0, "it is worked on too, and out"
    assert parts["Slack", "whole"] == parts["Slack", "one"] == 1
    told = {word for labels in found["statuspage_incident_info"] for word in labels}
    assert {OUTAGES["instagram"].id, OUTAGES["github"].id} <= told
    assert OUTAGES["slack"].id not in told
    assert OUTAGES["reddit"].id not in told, "what is only suspected is told to nobody"


@pytest.mark.parametrize(
    ("page", "code", "name"),
    [("", "critical", "CRITICAL"), ("/s/github", "minor", "INCIDENT"), ("/s/slack", "none", "No issues")],
)
def test_statuscheck_which_takes_no_word_that_it_does_not_know_reads_us(
    site: str, tmp_path: Path, page: str, code: str, name: str
) -> None:
    script = tmp_path / "check.py"
    script.write_text(_CHECK)
    found = json.loads(said_by([READERS / "bin" / "python", script, site + page], tmp_path))
    assert found["code"] == code
    assert found["ok"] is (code == "none")
    assert name.casefold() in found["name"].casefold()
    if not page:
        assert found["incidents"] == {
            OUTAGES["instagram"].id: "investigating",
            OUTAGES["github"].id: "monitoring",
            "racks": "in_progress",
            "cables": "scheduled",
        }
        assert len(found["components"]) > 400


def node() -> Path:
    found: tuple[Path, Path] = runpy.run_path(str(ROOT / "hatch_build.py"))["find_node"]()
    return found[0]


def test_statuspage_js_reads_every_document(site: str, tmp_path: Path) -> None:
    script = tmp_path / "read.cjs"
    script.write_text(_JS)
    told: dict[str, Any] = json.loads(said_by([node(), script, MODULES, site], tmp_path))
    assert len(told) == 8, "it has a method for each document"
    assert told["status"]["status"]["indicator"] == told["summary"]["status"]["indicator"] == "critical"
    on = {OUTAGES["instagram"].id, OUTAGES["github"].id}
    assert {each["id"] for each in told["summary"]["incidents"]} == on
    assert {each["id"] for each in told["allIncidents"]["incidents"]} == on | {OUTAGES["slack"].id}
    for name, planned in (("upcoming", {"cables"}), ("active", {"racks"}), ("all", {"cables", "racks"})):
        assert {
            each["id"] for each in told[f"{name}ScheduledMaintenances"]["scheduled_maintenances"]
        } == planned


def test_every_document_is_there_under_the_path_of_the_original(site: str) -> None:
    planned = {"": {"racks", "cables"}, "/upcoming": {"cables"}, "/active": {"racks"}}
    for before, theirs in (("", {"racks", "cables"}), ("/s/instagram", {"racks"})):
        for name in ("summary", "status", "components", "incidents", "incidents/unresolved"):
            assert httpx.get(f"{site}{before}/api/v2/{name}.json").json()["page"]["url"].startswith(site)
        for name in planned:
            found = httpx.get(f"{site}{before}/api/v2/scheduled-maintenances{name}.json").json()
            assert {each["id"] for each in found["scheduled_maintenances"]} == planned[name] & theirs
