"""Outages on record, reconstructed, through the real count and judge: who is out, who is only blamed, what lies behind.

Anything in the shipped catalog, with the strengths of its ties, may be behind it; what is not in a scenario is not counted.
Each scenario file says what was published; the rest is simulated. They are thinned, so that they are quick and so that
what is found is found from few reports.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import nan
from pathlib import Path

import numpy as np

from groundswell.core.catalog import Catalog
from groundswell.core.headline import headline
from groundswell.core.model import EventKind, Incident, Operator, State
from groundswell.sim import Scenario
from groundswell.stores.catalog_toml import load_catalog
from tests.replay.afternoon import Afternoon, lived, replayed

SYNTHETIC = 200
SCENARIOS = Path(__file__).parents[2] / "src/groundswell/sim/scenarios"


def test_on_21_may_2023_instagram_is_out_and_two_sisters_are_only_blamed(tmp_path: Path) -> None:
    evening = replayed(tmp_path, "instagram-2023-05-21")
    assert [(each.service, each.is_shared) for each in evening.opened] == [("instagram", False)]
    began = datetime(2023, 5, 21, 21, 45, tzinfo=UTC)
    (instagram,) = evening.opened
    assert instagram.opened_at is not None
    assert timedelta(0) < instagram.opened_at - began <= timedelta(minutes=20)
    assert evening.about("facebook") == evening.about("whatsapp") == {"instagram"}
    assert evening.about("youtube") == set()
    assert causes(instagram) == [{}]


def test_on_5_march_2024_three_of_meta_are_out_together_and_whatsapp_is_not(tmp_path: Path) -> None:
    afternoon = replayed(tmp_path, "meta-2024-03-05")
    (shared,) = afternoon.opened
    assert shared.members == ("facebook", "instagram", "messenger")
    assert (shared.cause, shared.cause_kind) == ("operator:meta", "operator")
    joined = [event.at for event in afternoon.events[shared.id] if event.kind is EventKind.JOINED]
    assert min(joined) <= datetime(2024, 3, 5, 15, 15, tzinfo=UTC)
    assert causes(shared)[0] == {}
    assert ", everywhere: Facebook, Instagram and Messenger. Meta is likely behind it." in sentence(shared)


def test_had_whatsapp_been_blamed_for_facebook_it_would_be_told_as_that_and_not_as_a_member(
    tmp_path: Path,
) -> None:
    """The 200 reports on record cannot rise, so this is a synthetic variant: three of a hundred take it for Facebook, late."""
    packaged = SCENARIOS / "meta-2024-03-05.toml"
    path = tmp_path / "blamed.toml"
    text = packaged.read_text().replace("{ whatsapp = 0.00006 }", "{ whatsapp = 0.03 }")
    path.write_text(text.replace("T13:00:00Z", "T14:30:00Z"))
    until = datetime(2024, 3, 5, 15, 30, tzinfo=UTC)
    afternoon = asyncio.run(lived(tmp_path, Scenario.load(path, scale=0.02), until))
    (shared,) = afternoon.opened
    assert shared.members == ("facebook", "instagram", "messenger")
    assert afternoon.about("whatsapp") == {"facebook"}
    assert afternoon.blamed[until]["whatsapp"] == "facebook"


def test_on_20_october_2025_one_cloud_region_is_behind_all_before_a_tenth_has_alarmed(tmp_path: Path) -> None:
    morning = replayed(tmp_path, "aws-2025-10-20")
    check_one_region(morning, members_min=30)


def test_one_cloud_region_behind_hundreds_of_synthetic_services(tmp_path: Path) -> None:
    scenario, catalog = enlarged(tmp_path)
    until = datetime(2025, 10, 20, 7, 15, tzinfo=UTC)
    morning = asyncio.run(lived(tmp_path, scenario, until, catalog=catalog))
    check_one_region(morning, members_min=SYNTHETIC // 2)


def test_on_22_february_2024_one_carrier_is_out_and_rivals_and_apps_are_only_blamed(tmp_path: Path) -> None:
    night = replayed(tmp_path, "att-2024-02-22")
    assert [(each.service, each.is_shared) for each in night.opened] == [("att", False)]
    for blamed in ("verizon", "t-mobile-us", "instagram", "tiktok", "snapchat", "netflix"):
        assert night.about(blamed) == {"att"}, blamed
    (att,) = night.opened
    assert ", mostly mobile internet, worst in the United States. " in sentence(att)
    for calm in ("xfinity", "spectrum", "youtube", "reddit"):
        assert night.about(calm) == set(), calm


def causes(incident: Incident) -> list[Mapping[str, object]]:
    """What its reports are said to have in common, the most telling first."""
    known = incident.footprint.explanation
    assert known is not None
    return [cause.values for cause in known.causes]


def sentence(incident: Incident) -> str:
    """The first thing that the incident's page says."""
    catalog = load_catalog()
    return headline(
        catalog.services[incident.service],
        incident,
        at=incident.updated_at,
        reports=incident.reports,
        usual=nan,
        whole=True,
        catalog=catalog,
    )


def check_one_region(morning: Afternoon, members_min: int) -> None:
    """One incident, with the region behind it; found while fewer than a tenth of its members had alarmed."""
    (shared,) = morning.shared()
    assert [each.id for each in morning.opened] == [shared.id]
    assert (shared.cause, shared.cause_kind) == ("aws-us-east-1", "cloud-region")
    assert shared.state is State.OPEN
    assert len(shared.members) >= members_min
    assert causes(shared)[0] == {}
    assert ", worst in the United States" in sentence(shared)
    assert "AWS us-east-1 is likely behind it." in sentence(shared)
    assert "netflix" not in shared.members  # stands on the cloud, not on this region
    members = set(shared.members)
    # The page of the cloud may have alarmed by itself before; what counts is when the region was named.
    named = morning.shared_at[shared.id]
    alarmed = morning.alarmed[named] & members
    assert len(alarmed) < len(members) / 10, (named, sorted(alarmed))


def enlarged(tmp_path: Path) -> tuple[Scenario, Catalog]:
    """The morning of 20 October 2025 with two hundred synthetic services more, all on the region, most of them hit."""
    rng = np.random.default_rng(7)
    packaged = SCENARIOS / "aws-2025-10-20.toml"
    services, outages = [], []
    for number in range(SYNTHETIC):
        slug = f"synthetic-{number:03d}"
        background = int(np.clip(np.exp(rng.normal(2.0, 0.8)), 1, 40))
        services.append(
            f'  {{ slug = "{slug}", name = "Synthetic {number}", operator = "operator-{number:03d}", '
            f'category = "shops", background = {background}, unevenness = 0.15, symptoms = {{ app = 1.0 }} }},\n'
        )
        if rng.random() < 0.7:
            minute = 49 + int(rng.integers(0, 12))
            begins = f"2025-10-20T{6 + minute // 60:02d}:{minute % 60:02d}:00Z"
            top = int(np.exp(rng.normal(7.0, 0.7)))
            reports = [round(top * part) for part in (0.03, 0.2, 0.55, 0.9, 1.0, 0.9)]
            outages.append(
                f'  {{ service = "{slug}", begins_at = {begins}, restored_at = 2025-10-20T09:24:00Z, '
                f"curve = {{ reports = {reports}, share = {{ US = 1.0, GB = 0.5 }} }} }},\n"
            )
    text = packaged.read_text()
    text = text.replace("service = [\n", "service = [\n" + "".join(services))
    text = text.replace("outage = [\n", "outage = [\n" + "".join(outages))
    path = tmp_path / "hundreds.toml"
    path.write_text(text.replace("06:00:00Z", "06:30:00Z"))
    scenario = Scenario.load(path, scale=0.05)
    made, known = scenario.catalog(), load_catalog()
    synthetic = [slug for slug in made.services if slug.startswith("synthetic-")]
    return scenario, Catalog.of(
        [
            *known.services.values(),
            *(replace(made.services[slug], depends_on=("aws-us-east-1",)) for slug in synthetic),
        ],
        [*known.operators.values(), *(Operator(made.services[slug].operator, slug) for slug in synthetic)],
        list(known.symptoms.values()),
        known.categories,
        list(known.areas.values()),
        list(known.networks.values()),
        list(known.parts.values()),
    )
