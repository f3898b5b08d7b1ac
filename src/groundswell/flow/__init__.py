"""The legs, in the order in which a report walks them: admit (read, plain, guard), count (follow, joint), judge (listen with window,
calendar and keep; rulings, held, record; explain with habits; together with spared), publish (gather, locate, hit, past, say;
speak, survey and offer make further pages). `quote` brings comments to whoever moderates them. `replay` walks a whole history through count and judge; `evidence` and `relate`
answer the desk. In brackets stands what only that leg calls: docs/adr/20261127-beside-the-legs.md.
"""
