"""``python -m tests.platforms.bodies [NAME…]``: one line a portal, what is wrong below it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.conftest import Command

from . import check, structures


def main(names: list[str]) -> int:
    good = 0
    for name in names or structures.PORTALS:
        with tempfile.TemporaryDirectory() as folder:
            portal = structures.PORTALS[name]()
            wrong = check.crawl(Command(Path(folder, "data")), {name: portal})
            said = [line for lines in wrong.values() for line in lines]
        good += not said
        print(
            f"{'FAIL' if said else 'pass'} {name} ({len(portal.log)} requests, {len(portal.reports)} reports)",
            flush=True,
        )
        for line in said[:4]:
            print(f"     {line[:300]}")
    print(f"{good}/{len(names or structures.PORTALS)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
