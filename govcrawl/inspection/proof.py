"""From a report to its source: where a fact is, what became of every block, the viewer."""

from __future__ import annotations

import hashlib
import os
import tempfile
import webbrowser
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from govcrawl.anchors import Anchor, Place
from govcrawl.execution.load import NotLoadedError, load
from govcrawl.execution.process import process
from govcrawl.execution.task import InFile, Inline, PageTask
from govcrawl.inspection.facts import gather
from govcrawl.inspection.finding import Found, NotFoundError, archived
from govcrawl.inspection.fragments import PageTexts
from govcrawl.inspection.viewer_file import drawn, may_write, text_fragment
from govcrawl.messages import say
from govcrawl.reading.formats.decode import decode
from govcrawl.reading.formats.sniff import HTML, sniff
from govcrawl.reading.model import Listed, Traced
from govcrawl.report import FieldEvidence, Report, Source, Statistic, TableCell

_WEB = ("http://", "https://")


class Proof(NamedTuple):
    """Where a fact is; see ``Report.evidence``."""

    text: str
    printed: str
    anchor: str | None
    places: tuple[Place, ...]
    source: Source
    link: str | None


def evidence(report: Report, fact: Statistic | TableCell | FieldEvidence | str) -> Proof:
    """See ``Report.evidence``."""
    if isinstance(fact, str):
        fact = _named(report, fact)
    elif not any(fact is own or fact == own for own in _facts(report)):
        raise KeyError(str(say("inspect_other_report", report=report.report_id)))
    if isinstance(fact, Statistic):
        text, printed, anchor = fact.evidence.text, fact.value_text, fact.evidence.anchor
    else:
        text, printed, anchor = fact.text, fact.text, fact.anchor
    url = report.source.url or ""
    return Proof(
        text=text,
        printed=printed,
        anchor=anchor,
        places=Anchor.parse(anchor).places if anchor else (),
        source=report.source,
        link=_link(report, fact, url) if url.startswith(_WEB) and text else None,
    )


def _link(report: Report, fact: Statistic | TableCell | FieldEvidence, url: str) -> str:
    """To a sentence of the text, or from the label of a row to the value of its cell; a field's text
    leads to the page alone, as what is beside it is not known."""
    if isinstance(fact, TableCell) and fact.anchor:
        part = Anchor.parse(fact.anchor).parts[:1]
        if part and part[0].startswith(_WEB):
            return part[0]  # the file that the page attaches
        texts = _page_texts(report)
        found = texts.cell(fact.anchor, fact.text) if texts is not None else ""
        return f"{url.partition('#')[0]}#:~:text={found}" if found else url.partition("#")[0]
    if not isinstance(fact, Statistic) or fact.evidence.start is None:
        return url
    return text_fragment(url, fact.evidence.text, report.body, fact.evidence.start)


def _page_texts(report: Report) -> PageTexts | None:
    """The texts of the page that a report was read from; None where its bytes cannot be had, or
    are no page."""
    data: bytes | None = getattr(report, "_data", None)
    if data is not None:
        return _texts(data)
    try:
        return _archived_texts(report.source.url or "", report.source.sha256, _folder(None))
    except LookupError:
        return None


@lru_cache(maxsize=2)
def _texts(data: bytes) -> PageTexts | None:
    if sniff(data, name=None, content_type=None) != HTML:
        return None
    return PageTexts(decode(data).text)


@lru_cache(maxsize=2)
def _archived_texts(url: str, sha256: str, folder: Path) -> PageTexts | None:
    found = archived([{"url": url, "sha256": sha256}], folder, url)
    return _texts(found.data)


def _folder(data_dir: str | None) -> Path:
    return Path(data_dir or os.environ.get("GOVCRAWL_DATA_DIR", "data"))


def _facts(report: Report) -> Iterator[Statistic | TableCell | FieldEvidence]:
    yield from report.table_cells
    yield from report.statistics
    yield from report.candidates
    yield from report.field_evidence


def _named(report: Report, key: str) -> Statistic | TableCell | FieldEvidence:
    field = key.removeprefix("field:")  # as the lists of figures and the viewer name fields
    found: list[Statistic | TableCell | FieldEvidence] = [
        *(one for one in report.table_cells if one.key == key),
        *(one for one in report.statistics if one.metric == key),
        *(one for one in report.candidates if one.metric == key),
        *(one for one in report.field_evidence if one.field == field and one.taken),
    ]
    if not found:
        raise KeyError(key)
    return found[0]


def trace(report: Report, data_dir: str | None = None) -> list[Traced]:
    """See ``Report.trace``."""
    return list(process(_source(report, data_dir).task).trace)


def view(
    report: Report, path: str | Path | None, *, show: bool, data_dir: str | None = None
) -> Path:
    """See ``Report.view``."""
    found = _source(report, data_dir)
    facts = gather(process(found.task))
    page = drawn(facts, found.data, found.task, archived=found.archived, attached=found.attached)
    if path is None:
        handle, name = tempfile.mkstemp(prefix="govcrawl-", suffix=".view.html")
        os.close(handle)
        path = name
    out = Path(path).resolve()
    url = urlsplit(report.source.url or "")
    may_write(out, Path(unquote(url.path)) if url.scheme == "file" else None)
    out.write_text(page, "utf-8")
    if show:
        webbrowser.open(out.as_uri())
    return out


def _attached(report: Report) -> Iterator[PageTask]:
    """The files beside a saved page that its report was read from, where their bytes are the same."""
    for one in report.attachments:
        path = Path(unquote(urlsplit(one.url).path))
        if not one.url.startswith("file:") or not path.is_file():
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() == one.sha256:
            listed = Listed(title=one.title)
            yield PageTask(place=InFile(path), url=one.url, listed=listed, announced=True)


def _source(report: Report, data_dir: str | None) -> Found:
    """The bytes that a report was read from. Raises LookupError where they cannot be had."""
    source = report.source
    url = source.url or ""
    known = PageTask(place=Inline(b""), url=url, portal=source.portal, announced=True, traced=True)
    data = getattr(report, "_data", None)
    if data is not None:
        known.place = Inline(data)
        return Found(known, data)
    if url.startswith("file:"):
        known.place = InFile(Path(unquote(urlsplit(url).path)))
        known.attached = tuple(_attached(report))
        try:
            loaded = load(known)
        except NotLoadedError as error:
            raise LookupError(str(error.message)) from None
        if hashlib.sha256(loaded.body).hexdigest() != source.sha256:
            raise LookupError(str(say("inspect_source_changed", url=url)))
        return Found(known, loaded.body, attached=loaded.attached)
    folder = _folder(data_dir)
    try:
        return archived([{"url": url, "sha256": source.sha256}], folder, report.report_id)
    except NotFoundError:
        said = say("inspect_unknown", name=report.report_id, folder=folder)
        raise LookupError(str(said)) from None
