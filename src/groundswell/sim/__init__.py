"""A population that uses services, the outages that hit it, and the reports that follow: seeded, in scenarios."""

from groundswell.sim.drive import counts_csv, ndjson
from groundswell.sim.population import Population
from groundswell.sim.scenario import Scenario

__all__ = ["Population", "Scenario", "counts_csv", "ndjson"]
