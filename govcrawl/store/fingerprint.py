"""Which version of the reader read a page: its code and its data, not only a release number."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from govcrawl import __version__

_PARTS = ("report.py", "text", "reading", "lexicon", "checks")


@lru_cache(maxsize=1)
def reader_version() -> str:
    """The release and a hash of everything that decides what is read from a page: one label
    added to the lexicon is another reader."""
    root, seen = Path(__file__).parent.parent, hashlib.sha256()
    for part in _PARTS:
        path = root / part
        for file in sorted(path.rglob("*") if path.is_dir() else [path]):
            if file.is_file() and file.suffix in (".py", ".toml", ".csv", ".tsv"):
                seen.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return f"{__version__}+{seen.hexdigest()[:12]}"
