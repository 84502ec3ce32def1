"""Runs any number of cases, or one again.

    python -m tests.fuzz --pages 100000 --documents 2000
    python -m tests.fuzz --replay page:1234

Failing inputs are kept under ``build/fuzz``. ``--shared`` starts from the pages under
``../shared``, where a machine has them. Exit status 1 where anything was broken.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz import runner


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--shared", type=int, default=0)
    parser.add_argument("--documents", type=int, default=0)
    parser.add_argument(
        "--first", type=int, default=0, help="number of the first case of each kind"
    )
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, default=runner.ROOT / "build" / "fuzz")
    parser.add_argument("--replay", nargs="*", default=[], metavar="CASE")
    options = parser.parse_args()

    def cases() -> Iterator[str]:
        yield from options.replay
        for kind, n in (
            ("document", options.documents),
            ("shared", options.shared),
            ("page", options.pages),
        ):
            for number in range(options.first, options.first + n):
                yield f"{kind}:{number}"

    tally = runner.run(cases(), workers=options.workers, seen=runner.printer(options.out))
    print(tally)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
