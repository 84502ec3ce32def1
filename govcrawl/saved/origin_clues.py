"""What a saved file states about where it came from: comments of the program that saved it, the address
that the page names, the headers of a mail, the folders it is in.

Each function takes the file's first bytes or its path and gives a ``Witness`` or None.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import Final, Literal, NamedTuple, TypeAlias
from urllib.parse import quote, urlsplit

from govcrawl.domains import domain_of
from govcrawl.runs import stamp

#: What may tell a file's address, the most trusted first. ``linked``: the page that links it.
Kind: TypeAlias = Literal[
    "manifest", "saved_from", "mail_header", "canonical", "og_url", "folder", "linked"
]
#: Bytes of a file that are looked at.
HEAD: Final = 1 << 16

_CHROME = re.compile(rb"<!--\s*saved from url=\((\d{4,6})\)([^\s<>\"]{1,4000})", re.IGNORECASE)
_HTTRACK = re.compile(
    rb"<!--\s*Mirrored from ([^\s<>\"]{1,4000}) by HTTrack[^>]{0,80}?\],\s*([^<>]{1,60}?)\s*-->",
    re.IGNORECASE,
)
_SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s+url:\s*([^\s<>\"]{1,4000})\s+saved date:\s*([^<>\n]{1,80})",
    re.IGNORECASE,
)
_SAVE_PAGE = re.compile(
    rb"<meta\s+name=[\"']savepage-url[\"']\s+content=[\"']([^\"'<>]{1,4000})", re.IGNORECASE
)
_TAG = re.compile(rb"<(?:link|meta)\b[^<>]{0,6000}>", re.IGNORECASE)
_BASE = re.compile(rb"<base\b[^<>]{0,3000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"([a-zA-Z:-]{1,40})\s*=\s*(?:\"([^\"]{0,4000})\"|'([^']{0,4000})'|([^\s\"'<>]{1,4000}))"
)
_LOADED = re.compile(
    rb"<(?:script|img|iframe)\b[^<>]{0,2000}?\b(?:src|href)\s*=\s*[\"']?((?:https?:)?//[^\s\"'<>]{4,400})",
    re.IGNORECASE,
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_JS_DATE = re.compile(
    rf"({'|'.join(_MONTHS)}) (\d{{1,2}}) (\d{{4}}) (\d\d):(\d\d):(\d\d) GMT([+-]\d\d)(\d\d)"
)
#: A folder named after a host, as wget (``host``, ``host+port``) and HTTrack (``host_port``) do.
_HOST = re.compile(
    r"^(?=.{4,253}$)((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,18}))(?:[+:_](\d{2,5}))?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^(?:\d{1,3}\.){3}\d{1,3}(?:[+:_](\d{2,5}))?$")
#: Ends of names of hosts that portals and those who copy them have; a file's suffix is none.
_TOP = frozenset(
    "cn com net org gov edu info biz cc tv me top vip xyz site club online tech mobi asia hk tw mo io".split()
)
#: What wget writes for ``?`` where a file system has none.
_AT_QUERY = re.compile(r"^([^@]{1,200}\.[a-z]{2,5})@([^=@]{1,60}=.*)$", re.IGNORECASE)
#: Pages of these names are given the suffix of HTML too (``wget -E``).
_SCRIPTS = (".jsp", ".asp", ".aspx", ".php", ".do", ".action")


class Witness(NamedTuple):
    """One piece of evidence about the origin of a file. ``fetched_at``: ISO 8601 in UTC; ``scheme``: whether it knows http
    from https."""

    kind: Kind
    url: str
    fetched_at: str | None = None
    content_type: str | None = None
    scheme: bool = True


class Sites(NamedTuple):
    """Sites that a page points to: ``own`` by its style, its base and the domain that it states;
    ``loaded``: all that it loads anything from."""

    own: frozenset[str] = frozenset()
    loaded: frozenset[str] = frozenset()


def web(url: str) -> str | None:
    """An address of the web without its fragment, in ASCII; None for any other text.

    >>> web("http://x.gov.cn/a b#c"), web("file:///a"), web("about:blank")
    ('http://x.gov.cn/a%20b', None, None)
    """
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    if not usable or " " in parts.netloc:
        return None
    return quote(parts._replace(fragment="").geturl(), safe="%/:?#[]@!$&'()*+,;=~-._")


def by_program(head: bytes) -> Witness | None:
    """What the program that saved the page wrote into it."""
    if match := _CHROME.search(head):
        told, size = match[2], int(match[1])
        url = web(_text(told[:size] if 8 < size < len(told) else told))
        return Witness("saved_from", url) if url else None
    if match := _HTTRACK.search(head):
        url = web(f"http://{_text(match[1])}")
        return (
            Witness("saved_from", url, _mail_date(_text(match[2])), scheme=False) if url else None
        )
    if match := _SINGLE_FILE.search(head):
        url = web(_text(match[1]))
        return Witness("saved_from", url, _script_date(_text(match[2]))) if url else None
    if match := _SAVE_PAGE.search(head):
        url = web(_text(match[1]))
        return Witness("saved_from", url) if url else None
    return None


def is_mirrored(head: bytes) -> bool:
    """Whether HTTrack wrote the page; it renames files, so that their paths are no addresses."""
    return _HTTRACK.search(head) is not None


def by_itself(head: bytes) -> list[Witness]:
    """The addresses that the page names as its own: ``canonical``, then ``og:url``."""
    found: list[Witness] = []
    folded = head.lower()
    if b"canonical" not in folded and b"og:url" not in folded:
        return found  # as most pages
    for match in _TAG.finditer(head):
        values = _attributes(match[0])
        kind: Kind
        if "canonical" in values.get("rel", "").lower().split():
            kind, told = "canonical", values.get("href", "")
        elif values.get("property", values.get("name", "")).lower() == "og:url":
            kind, told = "og_url", values.get("content", "")
        else:
            continue
        url = web(f"http:{told}" if told.startswith("//") else told)
        if url and urlsplit(url).path.strip("/") and all(w.kind != kind for w in found):
            found.append(Witness(kind, url))  # one that names the home page names every page
    return sorted(found, key=lambda witness: witness.kind)


def sites_of(head: bytes) -> Sites:
    """The sites that a page points to. A copy has the style of the site that copied."""
    own: list[str] = []
    for match in _TAG.finditer(head):
        values = _attributes(match[0])
        if values.get("name", "").lower() == "sitedomain" and (domain := values.get("content")):
            own.append(f"http://{domain.split('//')[-1]}")
        elif "stylesheet" in values.get("rel", "").lower() and (style := values.get("href")):
            own.append(style)
    based = _BASE.search(head)
    if based and (base := _attributes(based[0]).get("href")):
        own.append(base)
    loaded = (_text(match[1]) for match in _LOADED.finditer(head))
    return Sites(_sites(own), _sites(loaded))


def _sites(told: Iterable[str]) -> frozenset[str]:
    urls = (web(f"http:{url}" if url.startswith("//") else url) for url in told)
    return frozenset(domain_of(url) for url in urls if url)


def by_mail(head: bytes) -> Witness | None:
    """The address and the day in the head of a page that was saved as one file."""
    message = BytesHeaderParser(policy=default).parsebytes(head)
    told = message.get("Snapshot-Content-Location") or message.get("Content-Location")
    if told is None:
        match = re.search(rb"^Content-Location:\s*(https?://\S{3,4000})", head, re.I | re.M)
        told = _text(match[1]) if match else ""
    url = web(str(told))
    day = message.get("Date")
    return Witness("mail_header", url, _mail_date(str(day)) if day else None) if url else None


def by_folder(parts: Sequence[str]) -> Witness | None:
    """The address that the parts of a mirror's path spell: the nearest folder named after a host, and what
    is below it.

    >>> by_folder(("d", "www.x.gov.cn", "nb", "t1.html")).url
    'http://www.x.gov.cn/nb/t1.html'
    >>> by_folder(("d", "www.x.gov.cn+8080", "show.jsp@id=3.html")).url
    'http://www.x.gov.cn:8080/show.jsp?id=3'
    >>> by_folder(("d", "2023.12", "v1.0", "a.html")) is None
    True
    """
    for at in range(len(parts) - 2, -1, -1):
        host = _host(parts[at])
        if host is None:
            continue
        *folders, name = parts[at + 1 :]
        if match := _AT_QUERY.match(name):
            name = f"{match[1]}?{match[2]}"
        bare = name.removesuffix(".html")
        if "?" in bare or bare.lower().endswith(_SCRIPTS):
            name = bare
        plain, mark, query = name.partition("?")
        below = "/".join(quote(part, safe="%+,;=@!$&'()*~:") for part in [*folders, plain])
        url = web(f"http://{host}/{below}{mark}{query}")
        return Witness("folder", url, scheme=False) if url else None
    return None


def _host(name: str) -> str | None:
    match = _HOST.match(name)
    if match and match[2].lower() in _TOP and not match[1].isdigit():
        return match[1].lower() + (f":{match[3]}" if match[3] else "")
    if match := _ADDRESS.match(name):
        host = re.split(r"[+:_]", name)[0]
        in_range = all(int(number) < 256 for number in host.split("."))
        return host + (f":{match[1]}" if match[1] else "") if in_range else None
    return None


def _attributes(tag: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(tag):
        value = next((group for group in match.groups()[1:] if group is not None), b"")
        found.setdefault(match[1].decode().lower(), html.unescape(_text(value)).strip())
    return found


def _text(told: bytes) -> str:
    try:
        return told.decode("utf-8")
    except UnicodeDecodeError:
        return told.decode("gb18030", "replace")


def _mail_date(told: str) -> str | None:
    try:
        moment = parsedate_to_datetime(told)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        return stamp(moment.astimezone(timezone.utc))
    except (ValueError, TypeError, OverflowError):
        return None


def _script_date(told: str) -> str | None:
    """A date as scripts print it: ``Mon Mar 04 2024 16:01:02 GMT+0800 (…)``."""
    match = _JS_DATE.search(told)
    if match is None:
        return None
    month, day, year, hour, minute, second, zone, half = match.groups()
    try:
        moment = datetime(
            int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second),
            tzinfo=timezone(timedelta(hours=int(zone), minutes=int(zone[0] + half))),
        )  # fmt: skip
        return stamp(moment.astimezone(timezone.utc))
    except (ValueError, OverflowError):
        return None
