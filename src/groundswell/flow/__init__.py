"""The legs, in the order in which a report walks them: admit (read, plain, guard), count (follow, joint), judge (listen, window,
calendar, keep, rulings, held, record, explain, habits, together), publish (gather, locate, past, say; speak, survey and offer make
further pages). `quote` brings comments to the desk, `replay` walks a whole history through count and judge;
`evidence`, `spared`, `relate` and `hit` answer the desk. In brackets: what stands beside a leg, docs/adr/20261127-beside-the-legs.md.
"""
