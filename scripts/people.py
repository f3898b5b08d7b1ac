"""Writes how many people live in each country, from CLDR as the front end's build has it: scripts/people.py"""

from __future__ import annotations

import json
from pathlib import Path

from groundswell.stores.places import areas

ROOT = Path(__file__).parents[1]
CLDR = ROOT / "frontend" / "node_modules" / "cldr-core"
FILE = ROOT / "src" / "groundswell" / "stores" / "people.csv"


def main() -> None:
    """Countries that have a name here, by code."""
    told = json.loads((CLDR / "supplemental" / "territoryInfo.json").read_text("utf-8"))
    version = told["supplemental"]["version"]["_cldrVersion"]
    known = told["supplemental"]["territoryInfo"]
    rows = [
        f"{area.code},{people}"
        for area in areas()
        if not area.parent and (people := int(known.get(area.code, {}).get("_population", 0)))
    ]
    head = f"# People by country: Unicode CLDR {version} (Unicode-3.0). Written by scripts/people.py.\ncode,people\n"
    FILE.write_text(head + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
