"""The reader, but for pages that do to their process what some page will: take its memory, its
time, its life. What was tried is noted in the file that ``POISON_LOG`` names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from govcrawl import reading
from govcrawl.reading.model import Reading

KINDS = (b"POISON-MEMORY", b"POISON-TIME", b"POISON-LIFE")


def read(data: bytes, **given: Any) -> Reading:
    kind = next((kind for kind in KINDS if kind in data), None)
    if kind is not None:
        with Path(os.environ["POISON_LOG"]).open("ab") as log:
            log.write(kind + b"\n")
    hog = []
    while kind == b"POISON-MEMORY":
        hog.append(bytearray(8 << 20))
    while kind == b"POISON-TIME":
        pass
    if kind == b"POISON-LIFE":
        os.abort()
    return reading.read(data, **given)
