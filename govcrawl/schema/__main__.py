"""``python -m govcrawl.schema`` writes the committed schema; ``--check`` compares it."""

from __future__ import annotations

import sys
from pathlib import Path

from govcrawl.schema import FILE, render

path = Path(__file__).parent / FILE
if sys.argv[1:] == ["--check"]:
    if path.read_text(encoding="utf-8") != render():
        sys.exit("report.schema.json is not what report.py says: run `python -m govcrawl.schema`")
else:
    path.write_text(render(), encoding="utf-8")
