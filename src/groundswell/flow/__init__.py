"""The legs, in the order in which a report walks them, each with the parts that stand beside it.

1. `admit` takes it in; beside it `read` (files and bodies), `plain` (what was wrong with them), `guard` (proof of work under attack).
2. `count` folds it into the cube; `follow` tells what became of it, `joint` crosses it by all axes.
3. `judge` holds every service against its usual: `listen` with `window`, `calendar` and `keep`; `rulings`, `held`, `record`; then
   `explain` with `habits`, `together` with `spared`.
4. `publish` makes pages: `gather`, `locate`, `hit`, `past` and `say` find what they tell; `speak`, `survey` and `offer` make the further ones.
Beside the way: `replay` walks a whole history through count and judge; `evidence` and `relate` answer the desk.
Why there are so many: docs/adr/20261127-beside-the-legs.md.
"""
