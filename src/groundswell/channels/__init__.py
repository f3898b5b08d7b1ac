"""Ways of telling, one dialect a file; `outgoing` is the one place from which a request of theirs leaves."""
