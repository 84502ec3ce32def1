"""One mutated page for one number."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from random import Random

from tests.fuzz import grammar, markup

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GOVCRAWL_SHARED", ROOT.parent / "shared"))
_URLS = (
    None,
    "file:///a.html",
    "http://www.mouxian.gov.cn/xxgk/202001/t20200101_1.html",
    "http://[",
    "x.txt",
)
_CODECS = (
    "utf-8",
    "utf-8-sig",
    "gb18030",
    "gbk",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "big5",
    "utf-32",
    "latin-1",
)
_CLAIMS = (
    None,
    None,
    None,
    "text/html",
    "text/html; charset=gbk",
    "text/plain; charset=big5",
    "charset=\xff",
    "",
)
_BYTES = (b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\xff", b"\x80", b"\x1a", b"\x1b$B",
          b"\x81\x30\x81\x30", b"\r", b"%PDF-", b"PK\x03\x04", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"<", b">", b"&")  # fmt: skip
#: Share of the cases that are large, and the bytes of the largest.
_LARGE, LARGEST = 0.01, 4_000_000


@lru_cache(maxsize=2)
def corpus(kind: str) -> tuple[bytes, ...]:
    """Pages to start from: our samples, or those under ``shared/`` (on machines that have it)."""
    folders = (
        [SHARED / "pages", SHARED / "seeds"]
        if kind == "shared"
        else [ROOT / "samples/pages", ROOT / "samples/portals"]
    )
    files = [p for folder in folders for p in sorted(folder.rglob("*"))]
    return tuple(p.read_bytes() for p in files if p.suffix in {".html", ".htm", ".shtml", ".txt"})


def make(kind: str, number: int) -> tuple[bytes, str | None, str | None]:
    """Bytes, address and Content-Type of case ``number``."""
    rng = Random(f"{kind}:{number}")
    seeds = corpus(kind)
    data = rng.choice(seeds)
    level = rng.random()
    if rng.random() < _LARGE:
        data = _monster(rng, data)
    elif level < 0.7:
        text = _decode(data)
        for _ in range(rng.choice((1, 1, 2, 3, 6))):
            text = (markup.damage if rng.random() < 0.55 else markup.reword)(rng, text)
        data = _encode(rng, text)
    if level > 0.6:
        for _ in range(rng.choice((1, 1, 2, 5))):
            data = _bytes(rng, data, seeds)
    return data[:LARGEST], rng.choice(_URLS), rng.choice(_CLAIMS)


def _decode(data: bytes) -> str:
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-16", "replace")


def _encode(rng: Random, text: str) -> bytes:
    codec = "utf-8" if rng.random() < 0.8 else rng.choice(_CODECS)
    errors = "surrogatepass" if codec.startswith("utf") else "replace"
    return text.encode(codec, errors)


def _monster(rng: Random, data: bytes) -> bytes:
    """A page with one thing repeated, up to megabytes: alone or inside a page."""
    size = int(10 ** rng.uniform(4, 6.3))
    atoms = [
        rng.choice((*grammar.TEXT_ATOMS, *markup.ATOMS)) for _ in range(rng.choice((1, 1, 2, 3)))
    ]
    unit = "".join(atoms)
    grown = unit * max(1, size // len(unit.encode("utf-8", "surrogatepass")))
    text = _decode(data)
    at = rng.choice((0, len(text), rng.randint(0, len(text))))
    if rng.random() < 0.3:
        text = ""
    return _encode(rng, text[:at] + grown + text[at:])


def _bytes(rng: Random, data: bytes, seeds: tuple[bytes, ...]) -> bytes:
    """One change to the bytes."""
    at = rng.randint(0, len(data))
    size = rng.choice((1, 1, 2, 16, 300, 5000))
    end = min(len(data), at + size)
    roll = rng.randrange(9)
    if roll == 0:  # flip
        flipped = bytes(b ^ (1 << rng.randrange(8)) for b in data[at:end])
        return data[:at] + flipped + data[end:]
    if roll == 1:
        return data[:at] + data[end:]
    if roll == 2:
        return data[:at] + rng.randbytes(min(size, 300)) + data[at:]
    if roll == 3:
        return data[:at] + data[at:end] * rng.choice((2, 3, 30)) + data[end:]
    if roll == 4:
        return data[:at]
    if roll == 5:  # splice
        other = rng.choice(seeds)
        return data[:at] + other[rng.randint(0, len(other)) :]
    if roll == 6:  # two encodings in one page
        piece = grammar.sentence(rng).encode(rng.choice(_CODECS), "replace")
        return data[:at] + piece + data[at:]
    mark = rng.choice(_BYTES) * rng.choice((1, 1, 2, 50))
    return mark + data if roll == 7 else data[:at] + mark + data[at:]
