"""The result of reading a page: by value, small, picklable; a record is encoded once and never decoded.

Status of a page:

- ``read``: it holds reports (``records`` lacks those of years that were not asked for).
- ``elsewhere``: it holds none itself, or only a summary, but says where: in a document that it links,
  or in the next format of a document that gave nothing.
- ``none``: it was read and is no report.
- ``failed``: it could not be read; ``said`` says why.
- ``looked``: it was not read yet. What was seen at it (``looked``) says what is to be done first.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from govcrawl import feed
from govcrawl.execution.digests import content_digest, digest, facts_digest, text_of
from govcrawl.execution.first_look import Looked
from govcrawl.expectations import Holding, holding
from govcrawl.feed import Doubts
from govcrawl.messages import Message, phrase, say
from govcrawl.reading.model import Traced
from govcrawl.report import Report, Severity

Status: TypeAlias = Literal["read", "elsewhere", "none", "failed", "looked"]

#: Rank of ``source.provenance`` among copies of one report: the lowest is kept.
RANK = {"official": 0, "local": 1, "third_party": 2}
_NOTICE = 150  # characters of a body that only links its document


class Said(NamedTuple):
    """One thing to be said of a page."""

    message: Message
    severity: Severity = "error"
    evidence: str | None = None


class RecordLine(NamedTuple):
    """A record as the line of a feed, and all that anyone needs to know of it without decoding.

    ``urls``: its own address and its aliases. ``rank``: of its provenance. Digests (SHA-256):
    ``sha256`` of the bytes it was read from (hex); ``content`` of everything it says, ``facts`` of
    its facts alone, ``text`` of its narrative without white space, ``site`` of the website that
    carries it. ``is_notice``: it holds next to nothing, the page only states that there is a report,
    in a document that it links. ``doubts``: its issues, for those of its run.
    """

    line: bytes
    report_id: str
    url: str
    urls: frozenset[str]
    portal: str | None
    report_year: int | None
    rank: int
    sha256: str
    content: bytes
    facts: bytes
    text: bytes
    site: bytes
    holding: Holding
    is_notice: bool = False
    doubts: Doubts = Doubts()

    @property
    def key(self) -> str:
        """Tells the record from others: its id and its content."""
        return f"{self.report_id}#{self.content.hex()[:16]}"

    @classmethod
    def of(cls, report: Report) -> RecordLine:
        return cls.parse(feed.encode(report))

    @classmethod
    def parse(cls, line: bytes) -> RecordLine:
        """Of a line as it is in a feed. It is read as plain data: a line that an earlier
        version wrote must not be lost for want of a field.

        Raises msgspec.MsgspecError, KeyError or TypeError where it is no record.
        """
        record: dict[str, Any] = msgspec.json.decode(line)
        source = record["source"]
        url = source["url"] or ""
        return cls(
            line=line,
            report_id=record["report_id"],
            url=url,
            urls=frozenset({url, *source["aliases"]}),
            portal=source["portal"],
            report_year=record.get("report_year"),
            rank=RANK.get(source["provenance"], len(RANK)),
            sha256=source["sha256"],
            content=content_digest(record),
            facts=facts_digest(record),
            text=digest(text_of(record)),
            site=digest(record.get("site")),
            holding=holding(record),
            is_notice=len(record.get("body") or "") < _NOTICE
            and not record.get("table_cells")
            and not record.get("statistics"),
            doubts=feed.doubts_of(record),
        )


class Outcome(NamedTuple):
    """Of one page. ``records``: in the order of the page, its own report first. ``skipped``:
    reports of years that were not asked for. ``silent``: no listing named a report here, and that there is none is not
    worth a word. ``killed``: it killed its reader, in this run or in an earlier one. ``trace``:
    what became of every block, where the task asked for it. ``looked``: what was seen at the page
    before it was read, where the task asked for it. ``holder``: the address of the attachment that is
    the whole report, where the page is only its summary (``elsewhere``)."""

    status: Status
    records: tuple[RecordLine, ...] = ()
    said: tuple[Said, ...] = ()
    skipped: int = 0
    silent: bool = False
    killed: bool = False
    trace: tuple[Traced, ...] = ()
    looked: Looked | None = None
    holder: str = ""

    @property
    def failed(self) -> bool:
        return self.status == "failed"


def failure(message: Message, *, killed: bool = False) -> Outcome:
    """The outcome of a page that could not be read."""
    return Outcome("failed", said=(Said(message),), killed=killed)


def not_a_report(name: str) -> Said:
    """What is said of a page that should have been a report, and of which the reader says nothing."""
    return Said(say("not_a_report", why=phrase("not_a_report.silent", name=name)), "info")
