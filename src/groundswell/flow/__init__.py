"""The legs, in the order in which a report walks them, and beside each its parts: `admit` (`read`, `plain`, `guard`), `count`
(`follow`, `joint`), `judge` (`listen`, `window`, `calendar`, `keep`, `rulings`, `held`, `record`, `explain`, `habits`, `together`),
`publish` (`gather`, `locate`, `past`; further pages: `speak`, `survey`, `offer`), `announce` (`prefer`, `pace`; `subscribe`, `handles`, `attend`, `seek`). `quote` brings
comments to the desk, `evidence`, `spared` and `relate` answer it; `replay` walks a whole history through `count` and `judge`. What
stands beside a leg: docs/adr/20261127-beside-the-legs.md"""
