"""How the streams of a PDF are packed, told from the bytes alone: their dictionaries, with the
filters named directly or through references.

Read before a library opens the file, since opening it unpacks streams already. What cannot be
told raises UntoldError: nobody then knows how much comes out, and the file is not to be opened.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

#: How far before its data a stream's dictionary is looked for, and its keyword's line.
_WINDOW: Final = 1 << 16
_BLANKS: Final = 4096
#: References from one to the next, and objects that have one number.
_MAX_STEPS: Final = 8
_MAX_ALIKE: Final = 16
#: Bytes that one stream of objects is unpacked to, and all of them.
_MAX_PACKED: Final = 1 << 24
_MAX_ALL_PACKED: Final = 1 << 26

# After the keyword a reader goes on to the end of the line, whatever is there.
_STREAM = re.compile(rb"stream(?<!endstream)[^\r\n]{0,200}(?:\r\n?|\n)")
_HEADER = re.compile(rb"(?<![0-9])[0-9]{1,9}\s{1,9}[0-9]{1,5}\s{1,9}obj(?![A-Za-z])")
_END = re.compile(rb"endobj|endstream")
_TOKEN = re.compile(
    rb"%[^\r\n]*|<<|>>|<[^<>]*>|[\[\](){}]|/[^\s\0/<>\[\](){}%]*|[^\s\0/<>\[\](){}%]+"
)
_PAREN = re.compile(rb"\\.|[()]", re.DOTALL)
_COMMENT = re.compile(rb"%[^\r\n]*$")
_NUMBER = re.compile(rb"[0-9]{1,9}")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_SHORT: Final = {
    "Fl": "FlateDecode",
    "LZW": "LZWDecode",
    "RL": "RunLengthDecode",
    "AHx": "ASCIIHexDecode",
    "A85": "ASCII85Decode",
}
_Tokens: TypeAlias = list[bytes]
_OPEN: Final = (b"[", b"<<")
_CLOSED: Final = (b"]", b">>")


class UntoldError(ValueError):
    """The bytes do not say for sure how a stream is packed."""


class Packed(NamedTuple):
    """A stream: where its data begins, and the entries of its dictionary as tokens."""

    start: int
    entries: dict[str, _Tokens]

    def is_a(self, key: str, *names: str) -> bool:
        """Whether an entry is one of some names."""
        value = self.entries.get(key, [])
        return len(value) == 1 and value[0][:1] == b"/" and _name(value[0]) in names


class Streams:
    """The streams of a file."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Iterator[Packed]:
        """In the order of the file. Raises UntoldError for a stream without a sound dictionary."""
        for match in _STREAM.finditer(self._data):
            if self._follows_dictionary(match.start()):
                yield Packed(match.end(), self._dictionary(match.start()))

    def filters(self, stream: Packed) -> list[str]:
        """The names of a stream's filters in the order of undoing them, none where it is not
        packed. Raises UntoldError, also where references lead nowhere or go round."""
        value = stream.entries.get("Filter")
        return [] if value is None else self._names(value, 0)

    def _follows_dictionary(self, at: int) -> bool:
        before = self._data[max(0, at - _BLANKS) : at].rstrip()
        while match := _COMMENT.search(before):
            before = before[: match.start()].rstrip()
        return before.endswith(b">>") or (not before and at > _BLANKS)

    def _dictionary(self, at: int) -> dict[str, _Tokens]:
        """The dictionary between the beginning of an object and the keyword at ``at``."""
        first = max(0, at - _WINDOW)
        region = self._data[first:at]
        headers = [match.end() for match in _HEADER.finditer(region, self._last_end(region))]
        found = [entries for start in headers if (entries := _whole(region[start:])) is not None]
        if not found or any(entries != found[0] for entries in found):
            raise UntoldError("dictionary")
        return found[0]

    @staticmethod
    def _last_end(region: bytes) -> int:
        """Where the object before ends; words in a comment or a text are no end."""
        for match in reversed([*_END.finditer(region)]):
            line = region[max(region.rfind(b"\n", 0, match.start()), 0) : match.start()]
            after = region[match.end() : match.end() + 1]
            if b"%" not in line and (not after or after.isspace()):
                return match.end()
        return 0

    def _names(self, value: _Tokens, step: int) -> list[str]:
        if step > _MAX_STEPS:
            raise UntoldError("references")
        if value == [b"null"]:
            return []
        if len(value) == 1 and value[0][:1] == b"/":
            return [_name(value[0])]
        if len(value) == 3 and value[2] == b"R":
            return self._names(self._object(value[0]), step + 1)
        if value[:1] != [b"["] or value[-1] != b"]":
            raise UntoldError("filters")
        names: list[str] = []
        at = 1
        while at < len(value) - 1:
            part, at = _value(value, at)
            one = self._names(part, step + 1)
            if part[0] == b"[" or len(one) != 1:
                raise UntoldError("filters")
            names += one
        return names

    def _object(self, number: bytes) -> _Tokens:
        """The value of an object; where several have its number, they must agree."""
        if not _NUMBER.fullmatch(number):
            raise UntoldError("reference")
        header = re.compile(rb"(?<![0-9])0*%d\s{1,9}[0-9]{1,5}\s{1,9}obj(?![A-Za-z])" % int(number))
        texts = [
            self._data[match.end() : match.end() + _BLANKS] for match in header.finditer(self._data)
        ]
        texts += self._packed.get(int(number), [])
        objects = [[*_tokens(text)] for text in texts[: _MAX_ALIKE + 1]]
        values = [_value(tokens, 0)[0] for tokens in objects if tokens]
        if not values or len(values) > _MAX_ALIKE or any(value != values[0] for value in values):
            raise UntoldError("reference")
        return values[0]

    @cached_property
    def _packed(self) -> dict[int, list[bytes]]:
        """The objects within streams of objects. Those packed in another way than writers do are
        left out, so that what refers to them leads nowhere."""
        found: dict[int, list[bytes]] = {}
        left = _MAX_ALL_PACKED
        for stream in self:
            if not stream.is_a("Type", "ObjStm"):
                continue
            if not stream.is_a("Filter", "FlateDecode") or left <= 0:
                continue
            content = b""
            with suppress(zlib.error):
                content = zlib.decompressobj().decompress(
                    memoryview(self._data)[stream.start :], _MAX_PACKED
                )
            left -= len(content)
            first = stream.entries.get("First", [b""])[0]
            start = int(first) if _NUMBER.fullmatch(first) else 0
            head = [int(n) for n in _NUMBER.findall(content[:start])]
            places = [*zip(head[::2], head[1::2], strict=False), (0, len(content))]
            for (number, offset), (_, stop) in pairwise(places):
                inner = content[start + offset : start + max(offset, stop)][:_BLANKS]
                found.setdefault(number, []).append(inner)
        return found


def _whole(text: bytes) -> dict[str, _Tokens] | None:
    """The entries of a dictionary that a text consists of; None where it ends earlier, is not
    closed or is none. Raises UntoldError for an entry that is given twice, unlike."""
    tokens = [*_tokens(text)]
    if tokens[:1] != [b"<<"]:
        return None
    entries: dict[str, _Tokens] = {}
    at = 1
    while at < len(tokens) and tokens[at] != b">>":
        key, at = tokens[at], at + 1
        if key[:1] != b"/":
            continue  # as readers do
        if at < len(tokens) and tokens[at] != b">>":
            value, at = _value(tokens, at)
            if entries.setdefault(_name(key), value) != value:
                raise UntoldError(_name(key))
    return entries if at == len(tokens) - 1 else None


def _tokens(text: bytes) -> Iterator[bytes]:
    """Without comments; a text in brackets is ``(``."""
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        token = match[0]
        if token == b"(":
            at = _closed(text, at)
        if token[:1] != b"%":
            yield token


def _closed(text: bytes, at: int) -> int:
    """Where a text in brackets ends that begins before ``at``."""
    depth = 1
    for match in _PAREN.finditer(text, at):
        if len(match[0]) == 1:
            depth += 1 if match[0] == b"(" else -1
            if not depth:
                return match.end()
    return len(text)


def _value(tokens: _Tokens, at: int) -> tuple[_Tokens, int]:
    """The value that begins at a token: one token, the three of a reference, or all of an array
    or a dictionary; and where the next begins."""
    end = at + 1
    if tokens[at] in _OPEN:
        depth = 1
        while depth:
            if end == len(tokens):
                raise UntoldError("not closed")
            depth += (tokens[end] in _OPEN) - (tokens[end] in _CLOSED)
            end += 1
    elif tokens[at + 2 : at + 3] == [b"R"] and _NUMBER.fullmatch(tokens[at]):
        end = at + 3
    return tokens[at:end], end


def _name(token: bytes) -> str:
    name = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), token[1:]).decode("latin-1")
    return _SHORT.get(name, name)
