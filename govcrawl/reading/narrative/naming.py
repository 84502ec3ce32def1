"""Numbers that name something and count nothing: dates, document numbers, telephones, postal codes, addresses.

Each gets its fate, so that no number of the body is unaccounted for; what the record holds as
``contact`` owns its spans, and no figure is read from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from govcrawl.report import Contact
from govcrawl.text import Folded, fold

_NAMED = re.compile(
    r"(?P<document_number>[〔\[(](?:19|20)[0-9]{2}[〕\])][0-9]{1,4}号|第[0-9]{1,5}号)"
    r"|(?P<date>(?:19|20)[0-9]{2}(?:年度?(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?|([-./])[01]?[0-9]\3[0-3]?[0-9](?![0-9]))"
    r"|(?<![0-9])[0-9]{1,2}月(?:份|[0-9]{1,2}日)?)"
    r"|(?P<telephone>(?<![0-9])(?:0[0-9]{2,3}[-)—][0-9]{7,8}|0[0-9]{9,11}|1[3-9][0-9]{9})(?![0-9]))"
    r"|(?P<address>(?<=[路街道巷弄村里园苑段])[0-9]{1,5}(?:号|弄|幢|栋|室|楼)|(?<=[号幢栋楼])[0-9]{1,5}(?:楼|室|层|幢|栋))"
)
#: With what such a number begins: within a run of digits only a year does.
_BEGINS = re.compile(
    r"[〔\[(第0-9](?:(?<=[〔\[(])(?=19|20)|(?<=第)(?=[0-9])|(?<=[12])(?:(?<=1)9|(?<=2)0)[0-9]{2}[年./-]"
    r"|(?<=[0-9])(?<![0-9][0-9])(?:[0-9]?月|(?<=0)[0-9]{2}|(?<=1)[3-9][0-9]{5})"
    r"|(?<=[路街道巷弄村里园苑段号幢栋楼][0-9]))"
)
_FATES = (
    ("phone", "telephone"),
    ("fax", "telephone"),
    ("address", "address"),
    ("postal_code", "postal_code"),
    ("email", "address"),
)


def named(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers of a folded text that name something, with what they name."""
    at = 0
    while (start := _BEGINS.search(text, at)) is not None:
        at = start.start() + 1
        match = _NAMED.match(text, start.start())
        if match is not None:
            at = match.end()
            yield match.start(), at, match.lastgroup or ""


def owned(folded: Folded, contact: Contact) -> Iterable[tuple[int, int, str]]:
    """Where a contact's values are in the text."""
    for name, fate in _FATES:
        value = getattr(contact, name)
        if not value:
            continue
        part = fold(value).text
        at = folded.text.find(part)
        while part and at >= 0:
            yield at, at + len(part), fate
            at = folded.text.find(part, at + len(part))
