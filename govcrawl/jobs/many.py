"""The portals that one command crawls, and a job for each: those registered, or those of a list.

A list is CSV with the columns ``name,adcode,url`` (UTF-8 or GB18030); others are passed over.
"""

from __future__ import annotations

import csv
import hashlib
import ipaddress
import json
import re
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from govcrawl.domains import domain_of, host_of
from govcrawl.jobs.job import Job
from govcrawl.messages import Message, say
from govcrawl.portals import Portal, load

COLUMNS = ("name", "adcode", "url")
_PLAIN = re.compile(r"[^a-z0-9]+")
_LOOKUPS = 32  # names looked up at a time

#: Host → addresses.
Resolve = Callable[[str], Iterable[str]]


class ListError(ValueError):
    """A list of portals does not say what it must; ``message`` names the line."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def read_list(path: Path) -> dict[str, dict[str, Any]]:
    """The portals of a list by ids made of their codes and addresses, as the setting
    ``GOVCRAWL_PORTALS`` has them. Rows of one address are one portal. Raises ListError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ListError(say("unreadable_file", path=path, error=error.strerror or error)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    rows = csv.DictReader(text.splitlines())
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise ListError(say("list_columns", path=path, columns="、".join(missing)))
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, 2):
        name, adcode, url = ((row[column] or "").strip() for column in COLUMNS)
        if not (name or adcode or url):
            continue
        portal_id = id_of(adcode, url)
        portal = {"name": name, "adcode": adcode, "start": [url]}
        broken = load({portal_id: portal}).broken.get(portal_id)
        if broken is not None or not host_of(url):
            raise ListError(say("list_row", path=path, line=number, error=broken or url))
        found.setdefault(portal_id, portal)
    if not found:
        raise ListError(say("list_empty", path=path))
    return found


def id_of(adcode: str, url: str) -> str:
    """An id for a portal that has none, the same each time.

    >>> id_of("420506", "http://www.x.gov.cn/nb/")
    'p420506-x-gov-cn-a31be6'
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    plain = _PLAIN.sub("-", host.removeprefix("www.").lower()).strip("-")[:20].strip("-")
    return f"p{_PLAIN.sub('', adcode)[:6]}-{plain}-{hashlib.sha256(url.encode()).hexdigest()[:6]}"


def claims_of(starts: Sequence[str], resolved: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """What a portal's job claims: its site, by the registered name (a crawl may go to other hosts
    of it), and the addresses that its hosts have now."""
    found = set()
    for url in starts:
        host = urlsplit(url).hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            found.add(f"site {domain_of(url)}")
        found.update(f"address {address}" for address in resolved.get(host, ()))
    return frozenset(found)


def addresses(host: str) -> list[str]:
    """The addresses of a host; none where it has none."""
    try:
        return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None)})
    except (OSError, UnicodeError):
        return []


def jobs_of(
    portals: Mapping[str, Portal],
    listed: Mapping[str, Mapping[str, Any]],
    data: Path,
    arguments: Sequence[str],
    resolve: Resolve = addresses,
) -> list[Job]:
    """A job for each portal, with a data directory of its own (``folder_of``). ``listed``: those
    that no file registers; ``arguments``: of every crawl."""
    hosts = {urlsplit(url).hostname or "" for portal in portals.values() for url in portal.start}
    with ThreadPoolExecutor(_LOOKUPS) as pool:  # one that is slow holds up no other
        resolved = dict(zip(hosts, pool.map(resolve, hosts), strict=True))
    found = []
    for portal_id, portal in portals.items():
        own = ["-s", f"GOVCRAWL_DATA_DIR={folder_of(data, portal_id)}"]
        if portal_id in listed:
            given = json.dumps({portal_id: listed[portal_id]}, ensure_ascii=False)
            own += ["-s", f"GOVCRAWL_PORTALS={given}"]
        command = ("crawl", "reports", "-a", f"portal={portal_id}", *arguments, *own)
        claims = claims_of(portal.start, resolved)
        found.append(Job(portal_id, command, ("--resume",), claims))
    return found


def folder_of(data: Path, portal_id: str) -> Path:
    """The data directory of a portal that is crawled among many."""
    return data / "portals" / portal_id
