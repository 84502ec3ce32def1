"""How much content the pages of a PDF unfold to, counted before pdfium unfolds it.

pdfium parses content at some 5 to 50 MB a second: again for every page that refers to it, and
again for every time a drawing (a form, operator ``Do``) is drawn. A kilobyte of forms that draw
forms unfolds to anything, and a form that draws itself is drawn to the limit of depth. So the
graph of the streams is read first, from the bytes alone; doubt counts as more.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

#: Bytes of content that all pages together may unfold to.
MAX_UNFOLDED: Final = 48 << 20
#: Clips of a page that no ``Q`` takes back: pdfium goes through all of them for each character.
MAX_CLIPS: Final = 4000
#: Texts of a page, those of its drawings included: pdfium holds each against all before it. A
#: dense page whose every character is placed by itself has some 4,000.
MAX_TEXTS: Final = 12_000
#: Bytes of one stream that are looked through for drawings.
_MAX_STREAM: Final = 1 << 24
_PIECE: Final = 512
#: The word that begins an object, and the numbers before it: looked for apart, since a file is
#: full of digits.
_OBJ = re.compile(rb"obj\b")
_NUMBERS = re.compile(rb"(?<!\d)(\d{1,9})\s{1,9}\d{1,5}\s{1,9}$")
_BEFORE: Final = 40
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,9})\s{1,9}\d{1,5}\s{1,9}R\b")
_NAMED = re.compile(rb"/([^\s/<>\[\]()%{}]{1,127})\s{0,9}(?<!\d)(\d{1,9})\s{1,9}\d{1,5}\s{1,9}R\b")
_DO = re.compile(rb"/([^\s/<>\[\]()%{}]{1,127})\s{1,9}Do\b")
_SHOWN = re.compile(rb"T(?<!\wT)[jJ]\b")
_SHOWN_BY_MARK = re.compile(rb"[)\]>]\s{0,9}['\"]")
_CLIP = re.compile(rb"\bW\*?\s{1,9}n\b")
_RESTORE = re.compile(rb"Q(?<![^\s\]>)]Q)(?![^\s/<\[(%])")
_END = re.compile(rb"stream\r?\n|endobj")
_NO_CONTENT = re.compile(rb"/Subtype\s{0,9}/Image\b|/Length1\b|/Type\s{0,9}/(?:XRef|Metadata)\b|/FontFile|/Subtype\s{0,9}/(?:Type1C|CIDFontType0C|OpenType)\b")  # fmt: skip
_PACKED = re.compile(rb"/Type\s{0,9}/ObjStm\b")
_PAGE = re.compile(rb"/Type\s{0,9}/Page\b")
_CONTENTS = re.compile(rb"/Contents\s{0,9}(?:\[([^\]]*)\]|(\d{1,9}\s{1,9}\d{1,5}\s{1,9}R))")
_NUMBER = re.compile(rb"\d{1,9}")
_FIRST = re.compile(rb"/First\s{1,9}(\d{1,9})")
#: Steps from a stream's dictionary to the names of what it draws: resources, then XObject.
_STEPS: Final = 2


@dataclass(slots=True)
class _Stream:
    """Content of a page or a drawing: its bytes, how many texts it shows, how often it draws
    what by name, and how many more clips than restorations it has."""

    size: int
    texts: int
    draws: Counter[bytes]
    has_resources: bool
    clips: int


class _File:
    """Dictionaries and streams of a file by object number; an object given twice is both."""

    def __init__(self, data: bytes) -> None:
        self.texts: dict[int, bytes] = {}
        self.streams: dict[int, _Stream] = {}
        for match in _OBJ.finditer(data):
            numbers = _NUMBERS.search(data[max(0, match.start() - _BEFORE) : match.start()])
            if numbers is None:
                continue
            end = _END.search(data, match.end())
            text = data[match.end() : end.start() if end else len(data)][:_MAX_STREAM]
            number = int(numbers.group(1))
            self.texts[number] = self.texts.get(number, b"") + text
            if end is not None and end.group()[:1] == b"s" and not _NO_CONTENT.search(text):
                self._add_stream(number, text, _unpack(data, end.end()))
        self.bound: dict[bytes, set[int]] = defaultdict(set)
        for text in self.texts.values():
            for name, target in _NAMED.findall(text):
                if int(target) in self.streams:
                    self.bound[name].add(int(target))

    def _add_stream(self, number: int, text: bytes, content: bytes) -> None:
        if _PACKED.search(text):
            self._add_packed(text, content)
            return
        draws = Counter(_DO.findall(content))
        known = self.streams.get(number)
        if known is not None:
            draws |= known.draws
        size = max(len(content), known.size if known else 0)
        clips = len(_CLIP.findall(content))
        clips -= len(_RESTORE.findall(content)) if clips else 0
        clips = max(clips, known.clips if known else 0)
        texts = len(_SHOWN.findall(content))
        if b"'" in content or b'"' in content:
            texts += len(_SHOWN_BY_MARK.findall(content))
        texts = max(texts, known.texts if known else 0)
        self.streams[number] = _Stream(size, texts, draws, b"/Resources" in text, clips)

    def _add_packed(self, text: bytes, content: bytes) -> None:
        """The objects of an object stream: numbers and offsets first, then the objects."""
        first = _FIRST.search(text)
        start = int(first.group(1)) if first else 0
        head = [int(n) for n in _NUMBER.findall(content[:start])]
        places = [*zip(head[::2], head[1::2], strict=False), (0, len(content))]
        for (number, offset), (_, stop) in pairwise(places):
            inner = content[start + offset : start + max(offset, stop)]
            self.texts[number] = self.texts.get(number, b"") + inner

    def drawn_by(self, number: int) -> list[tuple[int, int]]:
        """Streams that a stream draws, each with how often."""
        stream = self.streams[number]
        if not stream.draws:
            return []
        # without resources of its own a form takes those of whatever draws it
        names = self._names_near(number) if stream.has_resources else self.bound
        return [(target, n) for name, n in stream.draws.items() for target in names.get(name, ())]

    def _names_near(self, number: int) -> dict[bytes, set[int]]:
        names: dict[bytes, set[int]] = defaultdict(set)
        texts = [self.texts[number]]
        for step in range(_STEPS + 1):
            following: set[int] = set()
            for text in texts:
                for name, target in _NAMED.findall(text):
                    if int(target) in self.streams:
                        names[name].add(int(target))
                following.update(int(n) for n in _REFERENCE.findall(text))
            if step < _STEPS:
                texts = [
                    self.texts[n]
                    for n in following
                    if n in self.texts and n not in self.streams and not _PAGE.search(self.texts[n])
                ]
        return names


def unfolds_too_far(data: bytes, *, pages: int = 1) -> bool:
    """Whether the content of a file's pages unfolds to more than ``MAX_UNFOLDED`` bytes;
    ``pages`` is how many pages will be read."""
    file = _File(data)
    contents = [
        _through(file, match.group()) if (match := _CONTENTS.search(text)) else []
        for text in file.texts.values()
        if _PAGE.search(text)
    ]
    if any(sum(file.streams[n].clips for n in page) > MAX_CLIPS for page in contents):
        return True
    roots = {n for page in contents for n in page} or set(file.streams)
    sizes = _unfolded(file, roots, {n: s.size for n, s in file.streams.items()}, MAX_UNFOLDED)
    texts = _unfolded(file, roots, {n: s.texts for n, s in file.streams.items()}, MAX_TEXTS)
    if sizes is None or texts is None:
        return True
    if any(sum(texts[n] for n in page) > MAX_TEXTS for page in contents):
        return True
    of_pages = [sum(sizes[n] for n in page) for page in contents]
    total = sum(of_pages)
    if pages > len(of_pages):  # pages given twice, or not found
        total = pages * max(of_pages or list(sizes.values()), default=0)
    return total > MAX_UNFOLDED


def _through(file: _File, entry: bytes) -> list[int]:
    """Streams that a page's contents refer to, in one array or through it."""
    found: list[int] = []
    for number in map(int, _REFERENCE.findall(entry)):
        inner = (
            [number] if number in file.streams else _REFERENCE.findall(file.texts.get(number, b""))
        )
        found += [n for n in map(int, inner) if n in file.streams]
    return found


def _unfolded(
    file: _File, roots: set[int], weights: dict[int, int], limit: int
) -> dict[int, int] | None:
    """The cost of each stream with all that it draws, depth first and without recursion; None
    where one draws itself or is beyond the limit by itself."""
    sizes: dict[int, int] = {}
    for root in roots:
        if root in sizes:
            continue
        stack = [(root, iter(file.drawn_by(root)))]
        total = {root: weights[root]}
        times = {root: 1}
        while stack:
            number, following = stack[-1]
            target, n = next(following, (None, 0))
            if target is None:
                stack.pop()
                sizes[number] = size = total.pop(number)
                if size > limit:
                    return None
                if stack:
                    total[stack[-1][0]] += times[number] * (size + 1)
            elif target in total:
                return None
            elif target in sizes:
                total[number] += n * (sizes[target] + 1)
            else:
                total[target], times[target] = weights[target], n
                stack.append((target, iter(file.drawn_by(target))))
    return sizes


def _unpack(data: bytes, start: int) -> bytes:
    """A stream's content, deflated or plain."""
    end = data.find(b"endstream", start)
    packed = data[start : end if end >= 0 else len(data)]
    if packed[:1] not in (b"x", b"h", b"H", b"X") or int.from_bytes(packed[:2], "big") % 31:
        return packed[:_MAX_STREAM]
    # without header and check sum
    with suppress(zlib.error):
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed[2:], _MAX_STREAM)
    # piece by piece: what is damaged counts up to the damage
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    found: list[bytes] = []
    room = _MAX_STREAM
    with suppress(zlib.error):
        for at in range(2, len(packed), _PIECE):
            found.append(unpacker.decompress(packed[at : at + _PIECE], max(room, 1)))
            room -= len(found[-1])
            if room <= 0 or unpacker.eof:
                break
    return b"".join(found)
