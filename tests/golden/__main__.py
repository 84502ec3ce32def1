"""``python -m tests.golden [--update [FAMILY…]] [--write FOLDER]``: compare, regenerate, or
write the facts of every source. Exit status 1 where a digest differs."""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.golden import FAMILIES, HERE, digest, facts, known, sources


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("--update", nargs="*", metavar="FAMILY", choices=[*FAMILIES])
    parser.add_argument("--write", metavar="FOLDER", type=Path)
    args = parser.parse_args()
    found = list(sources())
    with ProcessPoolExecutor(2) as pool:
        read = list(pool.map(facts, [path for _, path, _ in found], chunksize=8))
    new: dict[tuple[str, str], dict[str, str]] = {}
    for (group, _, name), families in zip(found, read, strict=True):
        for family, value in families.items():
            new.setdefault((group, family), {})[name] = digest(value)
        if args.write:
            _write(args.write / group / f"{name}.json", families)
    changed = 0
    for (group, family), digests in sorted(new.items()):
        old = known(group, family)
        differ = sorted(n for n in old.keys() | digests.keys() if old.get(n) != digests.get(n))
        changed += len(differ)
        for name in differ:
            print(f"{group} {family}: {name}")
        if args.update is not None and (not args.update or family in args.update):
            _write(HERE / group / f"{family}.json", digests)
    print(f"{len(found)} files, {changed} digests differ")
    return 1 if changed and args.update is None else 0


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
