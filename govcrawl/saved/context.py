"""The context of a saved file (address, time, portal), from sources of different weight.

The address is taken from the first of these that has one: a manifest, the comment of the program that
saved the page, the address that the page names as its own, its folders. Others with the same address
are used with it; one with another address gives an issue. The address that a page names is ignored where the page loads what it
shows from another site: copies keep the head of what they copy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from govcrawl.domains import domain_of
from govcrawl.messages import Message, say
from govcrawl.report import Severity
from govcrawl.saved.origin_clues import Kind, Sites, Witness

_ORDER: Final[tuple[Kind, ...]] = (
    "manifest", "saved_from", "mail_header", "canonical", "og_url", "folder", "linked",
)  # fmt: skip
_NAMED: Final = frozenset({"canonical", "og_url"})
_INDEX = re.compile(r"/(?:index|default)\.[a-z]{3,5}$", re.IGNORECASE)


@dataclass(slots=True)
class Context:
    """What is known of a saved file. ``used``: the witnesses it rests on, the first gave the
    address; ``said``: where they contradict each other."""

    url: str | None = None
    fetched_at: str | None = None
    content_type: str | None = None
    used: tuple[Kind, ...] = ()
    said: list[tuple[Message, Severity]] = field(default_factory=list)


def weigh(witnesses: Sequence[Witness], sites: Sites, name: str) -> Context:
    """The context that witnesses give. ``sites``: those that the page itself points to; ``name``
    is what messages call the file."""
    context = Context()
    others = [w for w in witnesses if w.kind not in _NAMED and w.url]
    own = sites.own | {domain_of(w.url) for w in others}
    believed: list[Witness] = []
    for witness in sorted(witnesses, key=lambda w: _ORDER.index(w.kind)):
        site = domain_of(witness.url)
        if witness.kind in _NAMED and own and site not in own | sites.loaded:
            if not others:
                said = say("canonical_not_believed", path=name, url=witness.url, sites=_few(own))
                context.said.append((said, "info"))
            else:
                context.said.append(_contradicted(name, others[0], witness))
        else:
            believed.append(witness)
    told = [w for w in believed if w.url]
    if told:
        first = told[0]
        agreeing = [w for w in told if same(first.url, w.url)]
        # a mirror's path does not tell http from https
        context.url = (
            next((w for w in agreeing if w.scheme), first).url if not first.scheme else first.url
        )
        context.said += [_contradicted(name, first, w) for w in told if w not in agreeing]
        context.used = tuple(dict.fromkeys(w.kind for w in agreeing))
    elif believed:
        context.used = (believed[0].kind,)
    context.fetched_at = next((w.fetched_at for w in believed if w.fetched_at), None)
    context.content_type = next((w.content_type for w in believed if w.content_type), None)
    return context


def _few(sites: Set[str]) -> str:
    return ", ".join(sorted(sites)[:3])


def _contradicted(name: str, first: Witness, other: Witness) -> tuple[Message, Severity]:
    elsewhere = domain_of(first.url) != domain_of(other.url)
    message = say(
        "context_contradicted",
        path=name,
        taken=first.kind,
        url=first.url,
        other=other.kind,
        other_url=other.url,
    )
    return message, "warn" if elsewhere else "info"


def same(one: str, other: str) -> bool:
    """Whether two addresses are those of one page: scheme, ``www.``, an index file's name and a
    query that only one of them has make no difference.

    >>> same("http://x.gov.cn/nb/", "https://www.x.gov.cn/nb/index.html?from=a")
    True
    >>> same("http://x.gov.cn/show?id=1", "http://x.gov.cn/show?id=2")
    False
    """
    a, b = urlsplit(one), urlsplit(other)
    return _place(one) == _place(other) and (not a.query or not b.query or a.query == b.query)


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return host, _INDEX.sub("", parts.path).rstrip("/")
