"""Builds the sample portals and pages from their data: ``python samples/build.py [--check]``.

Writes ``samples/portals/`` and ``samples/pages/``; ``--check`` writes nothing and exits with 1
if a committed file differs from what the data give. Nothing here uses the parser, so the answer
files (``expected.json``, ``*.expected.json``) are an independent statement of the truth.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from source import families, hanweb_city, pages, trs_district  # noqa: E402


def build() -> dict[str, bytes]:
    """Every generated file by its path under ``samples/``."""
    files: dict[str, bytes] = {}
    portals = {"trs-district": trs_district, "hanweb-city": hanweb_city} | families.PORTALS
    for name, portal in portals.items():
        site, expected = portal.build()
        if answers := expected.pop("answers", None):
            site["answers.json"] = _json(answers)
        files |= {f"portals/{name}/{path}": data for path, data in site.items()}
        files[f"portals/{name}/expected.json"] = _json(expected)
    for path, data in pages.build().items():
        files[f"pages/{path}"] = data if isinstance(data, bytes) else _json(data)
    return files


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def main(arguments: list[str]) -> int:
    files, check = build(), "--check" in arguments
    stale = {
        path.relative_to(HERE).as_posix()
        for folder in ("portals", "pages")
        for path in (HERE / folder).rglob("*")
        if path.is_file()
    } - set(files)
    differing = [
        path
        for path, data in sorted(files.items())
        if not (HERE / path).is_file() or (HERE / path).read_bytes() != data
    ]
    if check:
        for path in [*differing, *sorted(stale)]:
            print(f"differs from its data: samples/{path}")
        return 1 if differing or stale else 0
    for path in sorted(stale):
        (HERE / path).unlink()
    for path in differing:
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_bytes(files[path])
    print(f"{len(files)} files, {len(differing)} written, {len(stale)} removed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
