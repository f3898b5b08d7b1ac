"""What an outage does to people."""

from groundswell.core.impact.hit import Hit, people_hit
from groundswell.core.impact.people import People, people, usual_reports

__all__ = ["Hit", "People", "people", "people_hit", "usual_reports"]
