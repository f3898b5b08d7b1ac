"""What an outage does to people."""

from groundswell.core.impact.people import PROPENSITY, Assumed, People, people, usual_reports

__all__ = ["PROPENSITY", "Assumed", "People", "people", "usual_reports"]
