"""How an instance is set up, watched, kept and spoken to."""
