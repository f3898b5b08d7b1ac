"""What an outage does to people."""

from groundswell.core.impact.hit import Hit, people_hit
from groundswell.core.impact.people import PROPENSITY, Assumed, People, people, usual_reports

__all__ = ["PROPENSITY", "Assumed", "Hit", "People", "people", "people_hit", "usual_reports"]
