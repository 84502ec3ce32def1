"""The messages of runs and records: each in Chinese and in English, under one code.

The catalogue is data (``catalogue.toml``), validated when it is first read: an entry there is all
that a new code needs. Knows nothing of Scrapy, so that the reader says its issues with it too.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import msgspec

from govcrawl.report import Issue, Severity
from govcrawl.text.made import toml

_CODE = re.compile(r"[a-z0-9]+(?:[_.][a-z0-9]+)*")


class CatalogueError(ValueError):
    """The catalogue does not say what it must; the message names the entry."""


class Both(NamedTuple):
    """A text, or a value of a message, that differs between the languages."""

    zh: str
    en: str


class Message(NamedTuple):
    """A message with its values filled in. ``str()`` is one line in both languages."""

    code: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.code}: {self.zh} / {self.en}"


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chapter of the log manual; ``do`` is what to do about its codes that say nothing."""

    zh: str
    en: str
    do: str = ""
    do_en: str = ""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One code: its text with ``{names}`` of values, its severity and what to do about it."""

    group: str
    severity: Severity
    zh: str
    en: str
    do: str = ""
    do_en: str = ""


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as a whole. ``phrases`` are values of messages in both languages; one named
    ``code.rest`` belongs to that code."""

    groups: dict[str, Group]
    phrases: dict[str, Both]
    codes: dict[str, Entry]


def _names(text: str) -> set[str]:
    """The names of the values that a text asks for."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _check(found: Catalogue) -> None:
    for key, phrase_ in found.phrases.items():
        if _names(phrase_.zh) != _names(phrase_.en):
            raise CatalogueError(f"phrases.{key}: its two texts ask for different values")
    for code, entry in found.codes.items():
        group = found.groups.get(entry.group)
        if not _CODE.fullmatch(code):
            raise CatalogueError(f"codes.{code}: not a code")
        if group is None:
            raise CatalogueError(f"codes.{code}: there is no group {entry.group}")
        if len(entry.zh) < 2 or len(entry.en) < 2:
            raise CatalogueError(f"codes.{code}: a text in Chinese and one in English")
        if _names(entry.zh) != _names(entry.en):
            raise CatalogueError(f"codes.{code}: its two texts ask for different values")
        if bool(entry.do) != bool(entry.do_en) or not (entry.do or group.do):
            raise CatalogueError(f"codes.{code}: what to do, in both languages")


def read_catalogue(text: str) -> Catalogue:
    """A catalogue from the text of its file. Raises CatalogueError, which names the entry."""
    try:
        found = toml("catalogue.toml", text, Catalogue)
        _check(found)
    except (msgspec.DecodeError, ValueError) as error:
        raise CatalogueError(f"govcrawl/messages/catalogue.toml: {error}") from error
    return found


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue that ships with the package."""
    return read_catalogue(
        resources.files("govcrawl.messages").joinpath("catalogue.toml").read_text("utf-8")
    )


def _fill(texts: Both, values: dict[str, object]) -> Both:
    zh: dict[str, object] = {}
    en: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Both):
            zh[name], en[name] = printable(value.zh), printable(value.en)
        else:
            zh[name] = en[name] = value if isinstance(value, (int, float)) else printable(value)
    return Both(texts.zh.format_map(zh), texts.en.format_map(en))


def phrase(key: str, **values: object) -> Both:
    """A phrase of the catalogue, to fill a message with.

    >>> phrase("tables").en
    'tables'
    """
    return _fill(catalogue().phrases[key], values)


def has_phrase(key: str) -> bool:
    """Whether the catalogue has a phrase of this name."""
    return key in catalogue().phrases


def say(code: str, **values: object) -> Message:
    """The message of a code of the catalogue, its values filled in.

    >>> say("bad_full", full="yes").en
    '-a full= is 1 or 0, got yes'
    """
    entry = catalogue().codes[code]
    return Message(code, *_fill(Both(entry.zh, entry.en), values))


def severity_of(code: str) -> Severity:
    """How grave a code is."""
    return catalogue().codes[code].severity


def issue(
    code: str, evidence: str | None = None, *, severity: Severity | None = None, **values: object
) -> Issue:
    """What a record says under a code of the catalogue. ``evidence`` is the text it is about, as
    printed; ``severity`` only where the case is graver or lighter than the code.

    >>> issue("empty_file").severity
    'error'
    """
    said = say(code, **values)
    return Issue(
        code=code,
        severity=severity or severity_of(code),
        message=said.zh,
        message_en=said.en,
        evidence=evidence,
    )


def printable(value: object) -> str:
    """A value as one line of text, without what would move a terminal's cursor or begin another
    line of a log: titles, addresses and errors are as others wrote them.

    >>> printable("a\\x1b[2Jb\\nc")
    'a [2Jb c'
    """
    return "".join(c if c.isprintable() else " " for c in str(value))
