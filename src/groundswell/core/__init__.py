"""The pure heart: values in, values out. No I/O, clock, randomness, logging or async; stdlib and numpy only."""
