"""Which reader read a page: its code, its data and the libraries it reads with.

Two readers with one fingerprint read alike; what differs between two readings by the same one is
the source's doing. Comments, docstrings and the layout of the code are left out.
"""

from __future__ import annotations

import ast
import gc
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Final

from govcrawl import __version__
from govcrawl.messages import catalogue

_ROOT = Path(__file__).resolve().parent
_PARTS: Final = ("report.py", "anchors.py", "domains.py", "text", "reading", "lexicon", "checks")
_DATA: Final = (".toml", ".csv", ".tsv", ".json")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
#: What the reader imports, by the distribution it comes from; those of extras may be missing.
LIBRARIES: Final = {
    "lxml": "lxml",
    "cssselect": "cssselect",
    "msgspec": "msgspec",
    "trafilatura": "trafilatura",
    "pypdfium2": "pypdfium2",
    "python_calamine": "python-calamine",
    "olefile": "olefile",
    "rapidocr": "rapidocr",
    "numpy": "numpy",
    "cv2": "opencv-python-headless",
    "PIL": "pillow",
    "ahocorasick_rs": "ahocorasick_rs",  # which words a text holds
}
#: What those read with in their turn.
_BEHIND: Final = ("justext", "lxml_html_clean", "onnxruntime", "pyclipper", "shapely")


@lru_cache(maxsize=1)
def reader_version() -> str:
    """The release and a hash of everything that decides what is read from a page: one label
    added to the lexicon is another reader, and so is another version of a library."""
    seen = hashlib.sha256(_files_digest(_ROOT).encode())
    for name, version in libraries().items():
        seen.update(f"{name} {version}\0".encode())
    return f"{__version__}+{seen.hexdigest()[:12]}"


def libraries() -> dict[str, str]:
    """The versions that the reader reads with; ``-`` for what is not installed."""
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for name in (*LIBRARIES.values(), *_BEHIND):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "-"
    return found


def _files_digest(root: Path) -> str:
    """Hash of what the files of the reader do and say (hex). Working it out takes a third of a
    second, so it is kept in the user's cache for as long as none of the files was touched. In an
    archive (an egg on Scrapyd) it is the hash of the archive."""
    if not root.is_dir():
        archive = next(path for path in root.parents if path.is_file())
        return hashlib.sha256(archive.read_bytes()).hexdigest()
    state, kept = _state(root), _kept(root)
    with suppress(OSError, ValueError):
        known, _, found = kept.read_text("ascii").partition(" ")
        if known == state and _DIGEST.fullmatch(found):
            return found
    seen = hashlib.sha256()
    for part in _parts(root):
        seen.update(part.encode("utf-8", "surrogatepass") + b"\0")
    if _state(root) == state:  # not written to meanwhile
        new = kept.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # without a cache it is worked out each time
            kept.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(f"{state} {seen.hexdigest()}", "ascii")
            new.replace(kept)
    return seen.hexdigest()


def _kept(root: Path) -> Path:
    """The file that keeps the hash of the package at ``root``."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return Path(cache, "govcrawl", f"reader-{hashlib.sha256(os.fsencode(root)).hexdigest()[:16]}")


def _state(root: Path) -> str:
    """Hash of the names, sizes and times of all files that count. The time of the last change of
    a file's entry is among them, which no copying or unpacking sets back."""
    seen = hashlib.sha256(sys.version.encode())
    for part in (*_PARTS, "messages", "fingerprint.py"):
        for file in _files(root / part):
            told = file.stat()
            numbers = told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino
            seen.update(f"{file}\0{numbers}\0".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _files(path: Path) -> list[Path]:
    """The code and data at a path, by name."""
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [file for file in found if file.suffix in (".py", *_DATA)]


def _parts(root: Path) -> Iterator[str]:
    """Every file's name and what counts of it, and the texts that records say."""
    for part in _PARTS:
        for file in _files(root / part):
            yield file.relative_to(root).as_posix()
            text = file.read_text("utf-8")
            yield code_of(text) if file.suffix == ".py" else data_of(text)
    for code, entry in catalogue().codes.items():
        if entry.group == "reading":
            yield f"{code} {entry.severity} {entry.zh} {entry.en}"
    yield from (f"{key} {text.zh} {text.en}" for key, text in catalogue().phrases.items())


def code_of(source: str) -> str:
    """What a module does: its syntax tree without docstrings, places and comments.

    >>> code_of("def f():\\n    'Says.'\\n    return 1  # so") == code_of("def f(): return 1")
    True
    >>> code_of("x = 1") == code_of("x = 2")
    False
    """
    paused = gc.isenabled()
    gc.disable()  # the trees are large and hold no cycles: collecting doubles the time
    try:
        out: list[str] = []
        _write(ast.parse(source), out)
        return "\0".join(out)
    finally:
        if paused:
            gc.enable()


def _write(node: ast.AST, out: list[str]) -> None:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        if isinstance(node.value.value, str):
            return  # a docstring, of whatever it is under
    out.append(type(node).__name__)
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            out.append("[")
            for part in value:
                if isinstance(part, ast.AST):
                    _write(part, out)
                else:
                    out.append(repr(part))
            out.append("]")
        elif isinstance(value, ast.AST):
            _write(value, out)
        elif value is not None:
            out.append(repr(value))


def data_of(text: str) -> str:
    """A data file without the lines that are comments, where no text in it may hold such lines.

    >>> data_of("# why\\nkey = 1\\n") == data_of("key = 1\\n")
    True
    """
    if "'''" in text or '"""' in text:
        return text
    return "\n".join(row for row in text.split("\n") if row and not row.startswith("#"))
