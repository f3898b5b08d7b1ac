"""Groundswell hears an outage from the people who have it, and says so in public."""

__version__ = "0.1.0"
