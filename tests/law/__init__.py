"""The law as tests: imports, clock, addresses, sizes, names and docs. test_law_bites.py proves that each one bites."""
