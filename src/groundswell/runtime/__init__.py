"""Where the parts become a running program: settings, clock, secrets, telemetry, building and roles. No product logic."""
