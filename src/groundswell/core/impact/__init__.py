"""What an outage does to people."""

from groundswell.core.impact.people import People, people, usual_reports

__all__ = ["People", "people", "usual_reports"]
