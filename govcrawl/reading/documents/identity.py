"""Which title a report has, and on what evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from govcrawl.lexicon.evidence import rank
from govcrawl.messages import issue
from govcrawl.reading.agency.agency_names import name_in_title
from govcrawl.reading.documents.found import Part, opening_subject
from govcrawl.reading.ladder import Climb, Witness, disagreement
from govcrawl.reading.model import Document, Finding, Listed
from govcrawl.reading.page.clean import Cleaned
from govcrawl.reading.page.dates import find_date
from govcrawl.reading.page.headlines import completeness, main_headings, names_body
from govcrawl.reading.page.metadata import PageMetadata
from govcrawl.reading.plain import plain
from govcrawl.reading.titles import TitleVerdict, classify_title, report_year_of
from govcrawl.report import FieldEvidence, Issue

#: A site's name after the article's in ``<title>``.
_TITLE_SUFFIX = re.compile(r"\s*(?:[_|｜]|\s[-–—]{1,2}\s|[-–—]{1,2}\s|\s[-–—]{1,2}).*$")
#: A column's or organ's name glued after the title itself.
_GLUED_SUFFIX = re.compile(r"(?<=报告|年报)\s*[-_—–|｜>»].*$")
#: ``<title>`` with the site's name in front.
_SITE_FIRST = re.compile(r"^.{2,40}?(?:网|网站|政府|平台|门户)\s*(?:[-–—_|｜]+|>+)\s*")
_CUT = re.compile(r"(?:…|\.{3})\s*$")
#: Verdicts on words that say nothing about the article: a column's or a site's name.
_SAYS_NOTHING = frozenset(("no_title", "column_name", "prose"))
#: Verdicts that leave open whether the page is a report.
_OPEN = frozenset(
    ("no_report_words", "no_disclosure_words", "words_apart", "truncated_open", "words_behind",
     "announced", "truncated", "summary")
)  # fmt: skip
#: Rungs that print the article's own title, and not the site's.
_PRINTED = ("article_title", "header_row", "headline", "heading")
_SHORTEST_PART = 10
#: Blocks of a page among which its main heading is.
_HEAD = 120


@dataclass(slots=True)
class PageTitle:
    """The title a page gives its article. ``settled``: several places agree on it, or it is the
    only one that names a report; the text's own title lines then do not outvote it."""

    text: str | None = None
    settled: bool = False
    evidence: list[FieldEvidence] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def page_title_of(document: Document, page: PageMetadata, cleaned: Cleaned) -> PageTitle:
    """The title the page gives its article: the one on which headline, tags and header block
    agree; where none agree, the highest rung that names a report (``evidence.toml``)."""
    read = [(w, classify_title(w.value)) for w in _title_witnesses(document, page, cleaned)]
    telling = [
        (w, v)
        for w, v in read
        if v.reason not in _SAYS_NOTHING
        and not (w.rung == "heading" and v.reason == "no_report_words")
    ]
    result = PageTitle(beside=cleaned.beside)
    if not telling:
        # nothing but a column's name is over the text: printed as its heading, it is the title
        heading = next(
            (w for w, v in read if w.rung in _PRINTED and v.reason == "column_name"), None
        )
        if heading is not None:
            result.text = heading.value
            result.evidence = Climb("title", heading, []).told(str)
        return result
    support = {id(w): _support(w, telling) for w, _ in telling}
    agreed = [(w, v) for w, v in telling if support[id(w)] > 1 and not _CUT.search(w.value)]
    reports = [(w, v) for w, v in telling if v.kind == "report"]
    firm = [(w, v) for w, v in agreed if v.kind == "report" or v.reason not in _OPEN]
    if firm:
        best = max(
            (w for w, _ in firm),
            key=lambda w: (_equals(w, telling), support[id(w)], completeness(w.value)),
        )
        settled = True
    elif reports:
        best = _likeliest([w for w, _ in reports])
        settled = True
    else:
        best, verdict = (agreed or telling)[0]
        settled = verdict.kind != "maybe" and verdict.reason not in _OPEN
    others = [w for w, _ in telling if w is not best]
    taken = Witness("agreement", best.value, best.text) if support[id(best)] > 1 else best
    climbed = Climb("title", taken, others)
    result.text, result.settled = best.value, settled
    result.evidence = climbed.told(str)
    against = [w for w in climbed.against(_no_quarrel) if classify_title(w.value).kind == "report"]
    result.issues = disagreement("title_conflict", climbed, against, str)
    return result


def _title_witnesses(
    document: Document, page: PageMetadata, cleaned: Cleaned
) -> list[Witness[str]]:
    """Every place of a page that prints a title."""
    meta = document.metadata
    found: list[tuple[str, str | None]] = [
        ("article_title", meta.get("articletitle")),
        ("header_row", page.header_title),
    ]
    found += [("headline", line.text) for line in cleaned.titles]
    found += [("heading", text) for text in main_headings(document.blocks[:_HEAD])]
    if "title" in meta:
        behind = _SITE_FIRST.sub("", meta["title"], count=1)
        if behind != meta["title"] and name_in_title(behind):
            found.append(("title_tag", behind))
        found += [("title_tag", _TITLE_SUFFIX.sub("", meta["title"])), ("title_tag", meta["title"])]
    found.append(("title_tag", meta.get("og:title")))
    witnesses: list[Witness[str]] = []
    for rung, text in found:
        value = _GLUED_SUFFIX.sub("", text).strip() if text else ""
        if value and not any(w.rung == rung and w.value == value for w in witnesses):
            witnesses.append(Witness(rung, value, text or ""))
    return witnesses


def _support(witness: Witness[str], telling: list[tuple[Witness[str], TitleVerdict]]) -> int:
    """How many kinds of places print a title, or a part of it that says no more."""
    return len({w.rung for w, _ in telling if _alike(witness.value, w.value)})


def _no_quarrel(one: str, other: str) -> bool:
    """Whether two titles can be of one report: other words for it, but no other year or body."""
    years = {year for title in (one, other) if (year := report_year_of(title))}
    bodies = [plain(name) for title in (one, other) if (name := name_in_title(title))]
    return len(years) < 2 and (len(bodies) < 2 or _overlap(*bodies))


def _overlap(one: str, other: str) -> bool:
    return one[-2:] == other[-2:] or one in other or other in one


def _equals(witness: Witness[str], telling: list[tuple[Witness[str], TitleVerdict]]) -> int:
    """How many kinds of places print the very title."""
    return len({w.rung for w, _ in telling if plain(w.value) == plain(witness.value)})


def _alike(one: str, other: str) -> bool:
    """Whether a title says what another says: the same, or all but the site's name, the body or
    a rest that was cut off."""
    a, b = plain(_CUT.sub("", one)), plain(_CUT.sub("", other))
    return a == b or (len(b) >= _SHORTEST_PART and b in a)


def _likeliest(reports: list[Witness[str]]) -> Witness[str]:
    """Of several titles of reports: the year that most of them have (a tag left over from
    another year's report is outvoted), then the one that names body and year, then the rung."""
    years = [year for w in reports if (year := report_year_of(w.value))]
    agreed = max(years, key=years.count) if years else None
    if agreed and years.count(agreed) > 1:
        reports = [w for w in reports if report_year_of(w.value) == agreed]
    whole = [w for w in reports if not _CUT.search(w.value)] or reports
    order = sorted(whole, key=lambda w: rank("title", w.rung))
    if reports[0].rung in ("article_title", "header_row") and reports[0] in whole:
        return order[0]
    return max(order, key=lambda w: completeness(w.value))


def as_listed(page: PageMetadata, page_title: PageTitle, listed: Listed) -> PageTitle:
    """Fill what neither a document nor its page states from its row in a listing: the day of
    publication, into ``page`` with its evidence, and the title, which is returned."""
    of_date = [e for e in page.evidence if e.field == "publish_date"]
    day = find_date(listed.date or "")
    if day and all(e.rule == "url" for e in of_date):  # what is printed outranks an address
        page.publish_date = day
        page.evidence = [e for e in page.evidence if e not in of_date]
        evidence = FieldEvidence(
            field="publish_date", rule="listing", text=(listed.date or "")[:200]
        )
        page.evidence.append(evidence)
    text = page_title.text
    named = text and classify_title(text).kind in ("report", "maybe")
    if named or classify_title(listed.title).kind != "report":
        return page_title
    told = FieldEvidence(field="title", rule="listing", text=listed.title, value=listed.title)
    return PageTitle(listed.title, evidence=[told], beside=page_title.beside)


def report_title(part: Part, page_title: PageTitle | None) -> Finding[str | None]:
    """The title of one report: the page's, its own title line, or the name its opening gives."""
    text = page_title.text if page_title else None
    if page_title and text and classify_title(text).kind in ("report", "maybe"):
        return Finding(text, page_title.evidence, page_title.issues)
    if part.title:
        return Finding(part.title, [_title_from("title_line", part.title)])
    for block in part.blocks[:3]:
        subject = opening_subject(block.text) if block.kind == "paragraph" else None
        if subject and names_body(subject):  # «2016年政府信息公开年度报告» is anyone's
            told = _title_from("opening", block.text[:120])
            return Finding(subject, [told], [issue("title_derived", subject)])
    return Finding(text)


def _title_from(rule: str, text: str) -> FieldEvidence:
    return FieldEvidence(field="title", rule=rule, text=text)
