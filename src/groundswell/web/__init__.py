"""HTTP in and out: pages as prepared bytes, reports, the API and the live stream."""
