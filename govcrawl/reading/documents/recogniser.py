"""Whether a document is an annual report: decided on its title, the page it is on, the build
of its body and its tables together, with the reasons.

A title says most (``titles.toml``). A body refuses a report where it is a notice, a regulation,
an interview, a blank form or another language whatever the title says (``titles.toml``,
``[[body]]``), and carries one where a letter or a list holds the whole text of a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from govcrawl.lexicon.title_rules import TITLES
from govcrawl.reading.documents.found import Part, is_opening, opening_subject
from govcrawl.reading.model import Block
from govcrawl.reading.page.sections import match_marker
from govcrawl.reading.plain import plain
from govcrawl.reading.titles import TitleVerdict, classify_title
from govcrawl.report import FieldEvidence
from govcrawl.text.sought import may_hold

#: A report without tables and headings says at least a sentence.
_SHORTEST = 60
#: Links to so many reports make a list of them.
_LISTED = 3
_OPENING_LINES = 12
_SECTION_WORDS = re.compile(
    r"主动公开|依申请|申请(?:情况|公开)|复议|诉讼|收费|存在.{0,6}问题|总体情况|概述"
)
_FIGURE = re.compile(r"\d{1,9}(?:余|多)?(?:条|件|次|篇|份|人|起|宗|项|个)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_BODIES = [
    (body, re.compile(body.pattern), re.compile(body.unless) if body.unless else None)
    for body in TITLES.body
]
_CARRIES = frozenset(rule.id for rule in TITLES.rule if rule.carries)
_MOST_READ = 200


@dataclass(frozen=True, slots=True)
class Build:
    """What a document's body is made of: numbered headings and those of them that have a report's
    words, tables, sentences with figures, and whether it opens as a report does."""

    headings: int
    sections: int
    tables: int
    figures: int
    size: int
    subject: str | None
    opened: bool

    @property
    def whole(self) -> bool:
        """A report's whole text: its sections with figures in them, or with tables."""
        return self.sections >= 3 and (self.tables > 0 or self.figures >= 2)


def build_of(part: Part, folded: Iterable[str]) -> Build:
    """Read the build of a document; ``folded`` are its first paragraphs."""
    paragraphs = [b.text for b in part.blocks if b.kind == "paragraph"]
    headings = [t for t in paragraphs if (m := match_marker(t[:30])) and m[0] != "circled"]
    subject = next((s for t in paragraphs[:3] if (s := opening_subject(t))), None)
    return Build(
        headings=len(headings),
        sections=sum(1 for h in headings if len(h) <= 60 and _SECTION_WORDS.search(plain(h))),
        tables=sum(1 for b in part.blocks if b.kind == "table"),
        figures=sum(1 for t in folded if _FIGURE.search(t)),
        size=sum(map(len, paragraphs)),
        subject=subject,
        opened=subject is not None or any(is_opening(t) for t in paragraphs[:3]),
    )


def judge(
    parts: list[Part],
    page_title: str | None,
    *,
    url: str | None,
    column: str | None,
    settled: bool = False,
) -> None:
    """Say of each part whether it is a report, and why. ``settled``: the page's title is not
    open to the text's own title lines."""
    for i, part in enumerate(parts):
        if i == 0 and settled and page_title and not _is_one_of(part.title, page_title):
            part.title = page_title
        _judge(
            part,
            part.title or (page_title if i == 0 else None),
            own=i == 0,
            url=url,
            column=column if i == 0 else None,
        )


def _is_one_of(own: str | None, page_title: str) -> bool:
    """Whether a document has a report's title of its own on a page of many bodies' reports."""
    if own is None or classify_title(page_title).kind != "collection":
        return False
    return classify_title(own).kind == "report"


def _judge(
    part: Part, title: str | None, *, own: bool, url: str | None, column: str | None
) -> None:
    """``own`` is the page's first document, which may lean on the page's title and place; a
    further one must show the build of a report."""
    paragraphs = [b.text for b in part.blocks if b.kind == "paragraph"]
    folded = [plain(text) for text in paragraphs[:_MOST_READ]]
    build = build_of(part, folded)
    verdict = classify_title(
        title or build.subject or "",
        url=url,
        column=column,
        opening="\n".join(paragraphs[:_OPENING_LINES]),
    )
    named = verdict.kind == "report"
    if own:
        # a summary is a report only where it says so
        sections = build.sections if verdict.reason != "summary_in_column" else 0
        maybe = verdict.kind == "maybe" and (build.opened or sections >= 2)
        carried = verdict.reason in _CARRIES and build.whole
        is_report = named or maybe or carried or (build.opened and not title)
    else:
        is_report = (named or build.opened) and (build.headings >= 2 or build.tables > 0)
    refused = _refused(folded, build, named=named, titled=bool(title)) if is_report else ""
    bare = not build.headings and not build.tables
    if is_report and own and bare and _is_listing(part.blocks):
        part.reason = "listing"
    elif refused:
        part.reason = refused
    elif is_report and bare and build.size < _SHORTEST:
        part.reason = "no_body"
    elif is_report:
        part.kind = "report"
        part.title = part.title or title or build.subject
        part.evidence = _reasons(verdict, build, part.title)
    elif named:
        part.kind, part.reason = "excerpt", "excerpt_of_report"
    else:
        part.reason = verdict.reason if title else "no_title_no_opening"


def _refused(folded: list[str], build: Build, *, named: bool, titled: bool) -> str:
    """The rule by which a body is no report's, or ''."""
    text = "\n" + "\n".join(folded)[:20_000]
    latin = len(_LATIN.findall(text))
    if latin > _MOST_READ and latin > len(_HAN.findall(text)):
        return "other_language"
    for body, pattern, unless in _BODIES:
        if body.titled == "never" and titled:
            continue
        if body.titled == "open" and named and (build.whole or build.tables):
            continue
        if not may_hold(pattern, text) or (unless is not None and unless.search(text)):
            continue
        if sum(1 for _ in pattern.finditer(text)) >= body.least:
            return body.id
    return ""


def _reasons(verdict: TitleVerdict, build: Build, title: str | None) -> list[FieldEvidence]:
    """Why the document was taken for a report."""
    reasons = [("title", f"{verdict.kind} {verdict.reason}", title or "")]
    if build.opened:
        reasons.append(("opening", "opening", build.subject or ""))
    reasons.append(("body", f"sections {build.sections}, tables {build.tables}", ""))
    return [
        FieldEvidence(field="is_report", rule=rule, text=text, value=value)
        for rule, value, text in reasons
    ]


def _is_listing(blocks: list[Block]) -> bool:
    """Whether the text is a column's list: links to several reports."""
    linked = (b for b in blocks if b.kind == "paragraph" and b.is_links and len(b.text) <= 90)
    return sum(1 for b in linked if classify_title(b.text).kind == "report") >= _LISTED
