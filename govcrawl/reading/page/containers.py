"""Files that hold files: ZIP archives, mail, and pages that a browser saved as one file.

Each member is told by its bytes. The standard library unpacks; sizes are bounded before anything
is inflated.
"""

from __future__ import annotations

import email
import email.policy
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from govcrawl.messages import issue, phrase
from govcrawl.reading.formats import issues, sniff
from govcrawl.report import Issue

KINDS: Final = frozenset({sniff.ZIP, sniff.MHTML, sniff.EML})
#: Members looked at, bytes of one and of all.
MAX_MEMBERS: Final = 200
MAX_MEMBER: Final = 100 * 1024 * 1024
MAX_TOTAL: Final = 200 * 1024 * 1024
#: Containers within containers.
MAX_DEPTH: Final = 3
#: What programs add to archives by themselves.
_BY_PROGRAMS = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
#: Parts of a saved page that hold no text of their own.
_DRESS = re.compile(
    r"^(?:image|font|audio|video)/|^(?:text/css|.*javascript|.*font.*)$", re.IGNORECASE
)
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Member:
    """A file within a file: its name, bytes, and what the container states about it."""

    name: str
    data: bytes
    content_type: str | None = None
    #: the address the container names, and the day it was saved
    url: str | None = None
    date: str | None = None


@dataclass(slots=True)
class Members:
    """The members that may hold a report, and what is said of the others."""

    members: list[Member] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def unpack(data: bytes, media_type: str) -> Members:
    """The members of a container. Never raises: what cannot be unpacked is said."""
    try:
        if media_type == sniff.ZIP:
            return _zip(data)
        return _mail(data)
    except (BadZipFile, NotImplementedError, ValueError, LookupError, OSError, EOFError) as error:
        return Members(issues=issues.damaged(media_type, error).issues)


def _zip(data: bytes) -> Members:
    found = Members()
    total = 0
    with ZipFile(BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        for info in infos[:MAX_MEMBERS]:
            name = _name(info)
            if _BY_PROGRAMS.search(name):
                continue
            total += info.file_size
            if info.flag_bits & 1:
                found.issues.append(_unread(name, "member_encrypted"))
            elif info.file_size > MAX_MEMBER or total > MAX_TOTAL:
                found.issues.append(_unread(name, "member_too_large"))
            else:
                try:
                    with archive.open(info) as stream:
                        content = stream.read(info.file_size + 1)
                except (BadZipFile, NotImplementedError, OSError, EOFError, zlib.error):
                    found.issues.append(_unread(name, "member_damaged"))
                    continue
                found.members.append(Member(name, content))
    if len(infos) > MAX_MEMBERS:
        found.issues.append(_unread(f"{MAX_MEMBERS + 1}-{len(infos)}", "member_too_many"))
    return found


def _unread(name: str, why: str) -> Issue:
    return issue("member_unread", name, name=name, why=phrase(why))


def _name(info: ZipInfo) -> str:
    """The name of a member; Chinese programs write GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _mail(data: bytes) -> Members:
    """Parts of a mail, or of a page saved with what belongs to it. Of a text in two forms the
    one with markup is taken."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    parts = list(_leaves(message))
    marked = any(part.get_content_type() in _MARKUP for part in parts)
    date = message.get("Date")
    top = message.get("Snapshot-Content-Location")
    found = Members()
    for number, part in enumerate(parts[:MAX_MEMBERS], 1):
        kind = part.get_content_type()
        attached = part.get_filename()
        if _DRESS.match(kind) or (kind == "text/plain" and marked and not attached):
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or not payload.strip():
            continue
        charset = part.get_content_charset()
        declared = f"{kind}; charset={charset}" if charset else kind
        url = part.get("Content-Location") or (top if kind in _MARKUP else None)
        name = attached or f"part{number}"
        found.members.append(
            Member(str(name), payload, declared, str(url) if url else None, str(date or "") or None)
        )
    return found


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """All parts that hold something, those of forwarded mails too."""
    for part in message.walk():
        if not part.is_multipart():
            assert isinstance(part, EmailMessage)
            yield part
