"""The whole way of a page: its bytes, what is read from them, and the rules of what counts.

``process`` is what the crawl, ``scrapy reparse`` and the comparison of versions call, wherever it
runs; the same task gives the same outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from govcrawl.anchors import encoded
from govcrawl.execution.first_look import Look, Looked
from govcrawl.execution.load import MAX_BYTES, Loaded, NotLoadedError, load
from govcrawl.execution.outcome import Outcome, RecordLine, Said, failure, not_a_report
from govcrawl.execution.task import InFile, PageTask
from govcrawl.messages import Message, say
from govcrawl.reading import read as _read
from govcrawl.reading.model import LinkedFrom, Reading
from govcrawl.reading.titles import classify_title
from govcrawl.report import Evidence, Report, TableCell
from govcrawl.storage import uri_of

if TYPE_CHECKING:
    from govcrawl.reading.formats.html.parsed_page import Page

#: How many times the text of its summary a whole report has at least.
_LONGER = 1.2
#: Characters of a text that may be a summary whatever it attaches; a whole report has thousands.
_SUMMARY = 1500
#: ``read(data, url=…, headers=…)``: bytes of one page → what was read from them.
Read: TypeAlias = Callable[..., Reading]


def process(task: PageTask, *, read: Read = _read, max_bytes: int = MAX_BYTES) -> Outcome:
    """Read a page and decide what it counts as. Raises nothing but MemoryError, which belongs
    to whoever gave the memory."""
    try:
        loaded = load(task, max_bytes)
    except NotLoadedError as error:
        return failure(error.message)
    return process_loaded(task, loaded, read=read)


def process_loaded(task: PageTask, loaded: Loaded, *, read: Read = _read) -> Outcome:
    """The same with the bytes at hand."""
    looked: Looked | None = None
    page: Page | None = None
    try:
        if task.look is not None:
            looked, page = _look(task.look, task.url, loaded)
            if task.look.alone or not looked.whole:
                return Outcome("looked", looked=looked)
            if looked.page:
                found = tuple(file.urls for file in looked.files)
                task = replace(task, documents=found, listed=task.listed if found else None)
        reading = _reading(task, loaded, read, page)
        if holder := _holder(task, loaded, reading, read):
            return Outcome("elsewhere", looked=looked, holder=holder)
        outcome = _judged(task, loaded, reading)._replace(looked=looked)
        return outcome._replace(trace=tuple(reading.trace())) if task.traced else outcome
    except MemoryError:
        raise
    except Exception as error:  # the reader promises not to; a run must not depend on it
        return failure(say("reading_failed", path=task.name, error=repr(error)[:300]))


def _look(look: Look, url: str, loaded: Loaded) -> tuple[Looked, Page | None]:
    """What is seen at a page; where that fails, the reader, which is guarded better, says what is
    wrong with it."""
    try:
        return look(url, loaded.body, loaded.content_type)
    except MemoryError:
        raise
    except Exception:
        return Looked(page=False), None


def _reading(task: PageTask, loaded: Loaded, read: Read, page: Page | None) -> Reading:
    given: dict[str, Any] = {
        "linked_from": loaded.linked_from,
        "listed": task.listed,
        "attached": loaded.attached,
        "page": page,
    }
    headers = {"Content-Type": loaded.content_type, "Content-Disposition": loaded.disposition}
    return read(
        loaded.body,
        url=task.url,
        headers={name: value for name, value in headers.items() if value},
        portal=task.portal,
        fetched_at=task.fetched_at,
        **{name: value for name, value in given.items() if value},
    )


def _holder(task: PageTask, loaded: Loaded, reading: Reading, read: Read) -> str:
    """The address of the attachment that is the whole report, of which the page is a summary: a
    report of the same year with more text, and no fewer figures in its tables."""
    if task.traced or len(reading.reports) != 1:
        return ""
    (summary,) = reading.reports
    parsed = {one.sha256 for one in summary.attachments if one.parsed}
    source = LinkedFrom(loaded.body, task.url, loaded.content_type)
    for file in loaded.attached:
        named = any(
            classify_title(name).kind == "report" for name in (file.title, file.file_name or "")
        )
        if len(summary.body) > _SUMMARY and file.sha256 not in parsed and not named:
            continue
        headers = {"Content-Type": file.content_type} if file.content_type else {}
        found = read(file.body, url=file.url, headers=headers, linked_from=source).reports
        if (
            len(found) == 1
            and found[0].report_year == summary.report_year
            and len(found[0].body) > _LONGER * len(summary.body)
            and _figures(found[0]) >= _figures(summary)
        ):
            return file.url
    return ""


def _figures(report: Report) -> int:
    return sum(value is not None for value in report.tables.values())


def _judged(task: PageTask, loaded: Loaded, reading: Reading) -> Outcome:
    linked = task.linked_from
    if linked is not None and linked.url:
        for report in reading.reports:
            report.source.aliases = [linked.url]
    if task.saved is not None:
        for report in reading.reports:
            _of_file(report, task.saved, dict(task.local))
    records = [RecordLine.of(report) for report in reading.reports]
    if _elsewhere(task, records):
        return Outcome("elsewhere")
    said = [Said(Message(i.code, i.message, i.message_en), i.severity, i.evidence)
            for i in reading.issues]  # fmt: skip
    said += [Said(message) for message in loaded.missing]
    if loaded.truncated:
        said.append(Said(say("archive_truncated", url=task.url), "warn"))
    if records:
        asked = [r for r in records if not task.years or r.report_year in (None, *task.years)]
        return Outcome("read", tuple(asked), tuple(said), skipped=len(records) - len(asked))
    failed = any(one.severity == "error" for one in said)
    # A page of a crawl that was only asked whether it is a report, and is none, is no finding.
    silent = task.run is not None and not task.announced
    if not said and task.announced:
        file = task.saved or (task.place.path if isinstance(task.place, InFile) else None)
        name = file.name if file is not None else task.url
        said.append(not_a_report(name))
    return Outcome("failed" if failed else "none", (), () if silent else tuple(said), silent=silent)


def _of_file(report: Report, path: Path, local: dict[str, str]) -> None:
    """Make a record that of the file that holds its page; the page's address is an alias."""
    source, uri = report.source, uri_of(path)
    known = [source.url] if source.url and source.url not in local else []
    source.aliases = [a for a in dict.fromkeys([*known, *source.aliases]) if a != uri]
    source.url = uri
    for attachment in report.attachments:
        here = local.get(attachment.url)
        if here is None:
            continue
        part = f"{encoded(attachment.url)}!"
        told: list[TableCell | Evidence] = [*report.table_cells]
        told += [statistic.evidence for statistic in report.statistics]
        for one in told:
            if one.anchor and one.anchor.startswith(part):
                one.anchor = f"{encoded(here)}!{one.anchor.removeprefix(part)}"
        attachment.url = here


def _elsewhere(task: PageTask, records: list[RecordLine]) -> bool:
    """Whether the report is in a document that the page links, or in the next format of a
    document that gave nothing. Of a page that only states that there is a report, its document
    speaks; a page that no listing names is not followed."""
    if task.linked_from is not None:
        return bool(task.others) and not records
    return bool(task.documents) and task.announced and all(r.is_notice for r in records)
