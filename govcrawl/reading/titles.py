"""What a page is, judged by its title, and by its place and opening where the title is open.

The rules are data (``govcrawl/lexicon/titles.toml``). Everything is matched on a folded copy
(NFKC, white space removed, variants and traditional forms mapped), so a title broken over two
lines, in full-width digits or in traditional characters reads the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from govcrawl.domains import host_kind
from govcrawl.lexicon.title_rules import TITLES, TitleKind, TitleRule
from govcrawl.reading.agency.agency_names import says_organ
from govcrawl.reading.plain import plain
from govcrawl.text.characters import TABLE
from govcrawl.text.folding import char_class
from govcrawl.text.numerals import HAN_YEAR, ORDINAL, TENS, ZEROS, by_digit

#: Characters of a title that are looked at.
_MAX_TITLE = 200
#: Parts of a page's title (the column's and the site's name follow the first) that are judged.
_MAX_SEGMENTS = 4
#: Characters of a title that may be a report's without the words of disclosure.
_SHORT_TITLE = 40
#: Characters of a title that may be a report's with a typing error, and of its end that is compared.
_MAX_NEAR_MISS, _ENDING = 80, 20
#: Characters of an address, and of a line of the opening, that are looked at.
_MAX_URL, _MAX_LINE = 500, 400
#: Characters of a text that count as its opening.
_MAX_OPENING = 3000
_CUT_IN_DISCLOSURE = (
    "政府信息公",
    "政府信息",
    "政务公",
    "政务信息公",
    "政务信息",
    "年政府信",
    "年度政府信",
)
_ELLIPSIS = re.compile(r"[….·]*(?:…|\.\.|···)$")
#: Page titles carry the column's and the site's name after these.
_SEGMENTS = re.compile(r"[_|｜]|\s[-–—]{1,2}\s")
#: A sentence or a numbered heading: no title.
_PROSE = re.compile(rf"[。;；]|^\s*(?:{ORDINAL}、|[(（]{ORDINAL}[)）])")
_CLAUSE = re.compile(r"[,。;!?]")
_SENTENCE_END = re.compile(r"[。;!?].")
_QUOTES = re.compile(r"[“”\"']")


#: Characters in traditional form: what the one table maps to another character of the same script.
_TRADITIONAL = re.compile(
    char_class(
        "".join(
            c
            for c, p in TABLE.items()
            if len(p) == 1 and "\u4e00" <= c <= "\u9fff" and c not in "吿"
        )
    )
)


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_YEAR = rf"(?:20\d{{2}}|{HAN_YEAR})"
_CORE = re.compile(
    rf"(?:{_any_of(TITLES.core.disclosure)})"
    rf"(?:{_YEAR}年?度?|{_any_of(TITLES.core.filler)}){{0,8}}"
    rf"(?:{_any_of(TITLES.core.report)})"
)
_DISCLOSURE = re.compile(_any_of(TITLES.core.disclosure))
_SUBJECT = re.compile(TITLES.core.subject)
#: The core says itself that the government's information is meant.
_WHOSE = re.compile(r"政府|政务")
_BRACKETED = re.compile(rf"[(【\[][^()【】\[\]]{{0,40}}[)】\]]|第[{TENS}\d]{{1,3}}(?:期|号|批)")
_YEARS = re.compile(rf"{_YEAR}(?:年度|年|度)?|年度")
_TAIL = re.compile("|".join(f"(?:{piece})" for piece in TITLES.core.tail))
_COLUMN_HEAD = re.compile(TITLES.core.column_heads)
_UNINFORMATIVE = re.compile(TITLES.core.uninformative)
_NAMED = re.compile(r"信息|政务公|政府.{0,2}公开")
_EXEMPT = re.compile(_any_of(TITLES.core.typing_exempt))
_RULES = [
    (rule, re.compile(rule.pattern), re.compile(rule.unless) if rule.unless else None)
    for rule in TITLES.rule
]
_COLUMN = re.compile(TITLES.lift.column)
_SLUG = re.compile(TITLES.lift.slug, re.IGNORECASE)
_STATEMENTS = [re.compile(pattern) for pattern in TITLES.lift.statements]
_HEADINGS = [re.compile(pattern) for pattern in TITLES.lift.headings]
_REFUSALS = [(refusal, re.compile(refusal.pattern)) for refusal in TITLES.lift.refusal]
# Both in lower case and apart: the search skips to what may begin one.
_INJECTED = (
    re.compile(_any_of([word.lower() for word in TITLES.injection.words])),
    re.compile(TITLES.injection.advertisement),
)
_PRONUNCIATION = re.compile(TITLES.injection.pronunciation)

#: A year that a title prints; not a document number's, nor the year of a date.
_PRINTED_YEAR = re.compile(
    rf"(?<![\d〔\[【第])(?P<year>{_YEAR}|(?:20[{ZEROS}]\d))"
    r"(?:(?P<sign>年度|年|度)|(?![\d〕\]】]|\)?\d{1,4}号))"
)
_SHORT_YEAR = re.compile(r"(?<!\d)(?P<year>0[89]|[12]\d)年度?(?=政|信|度)|^(?P<first>0[89]|1\d)年")
_YEAR_RANGE = re.compile(r"20\d{2}年?[-–—~至到]20\d{2}|学年")
#: The rest of a date; the first of January begins a period and is none.
_DATE_REST = re.compile(r"(?!0?1月0?1日)\d{1,2}月")
_YEAR_SIGNS = {"年度": 3, "度": 3, "年": 2, "": 1}
_FIRST_YEAR, _LAST_YEAR = 2003, 2099


@dataclass(frozen=True, slots=True)
class TitleVerdict:
    """What the page is. ``reason`` is the id of the rule that decided."""

    kind: TitleKind
    reason: str
    # what most who ask never want to know is worked out when it is asked for
    _title: str = field(repr=False)
    _opening: str = field(repr=False)
    _url: str | None = field(repr=False)

    @property
    def year(self) -> int | None:
        """The year reported on, by the title, else by the opening of what may be a report."""
        year = report_year_of(self._title)
        if year is None and self.kind in ("report", "maybe"):
            year = _year_of_opening(self._opening)
        return year

    @property
    def third_party(self) -> bool:
        """Whether the page isn't the agency's own: another host, or an injector's marks."""
        marked = self._title[:_MAX_TITLE] + "\n" + self._opening
        return host_kind(self._url) == "third_party" or _injected(marked)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A title's own verdict; ``lift`` names what could turn a ``maybe`` into a report."""

    kind: TitleKind
    reason: str
    lift: str = ""


def classify_title(
    title: str,
    *,
    url: str | None = None,
    column: str | None = None,
    opening: str | None = None,
) -> TitleVerdict:
    """Judge a page by its title; by ``url``, ``column`` and ``opening`` where that is open.

    ``title`` may be empty: then the opening's own lines and sentences decide.

    >>> classify_title("某区审计局2016年度政府信息公开工作年度报告").kind
    'report'
    >>> classify_title("关于做好2016年度政府信息公开工作年度报告编制工作的通知").kind
    'notice'
    """
    head = (opening or "")[:_MAX_OPENING]
    judged = _judge_title(title)
    if judged.kind in ("maybe", "other", "work_summary"):
        judged = _judge_by_surroundings(judged, url, column, head)
    return TitleVerdict(judged.kind, judged.reason, title, head, url)


def report_year_of(title: str) -> int | None:
    """The year reported on, where the title prints exactly one that can be it.

    >>> report_year_of("某局二〇一六年政府信息公开工作年度报告")
    2016
    >>> report_year_of("某大学2022-2023学年信息公开年度报告") is None
    True
    """
    folded = plain(title[:_MAX_TITLE])
    if _YEAR_RANGE.search(folded):
        return None
    core = _CORE.search(folded)
    words = core or _DISCLOSURE.search(folded)
    end = words.end() if words else len(folded)
    candidates: list[tuple[bool, int, int, int]] = []
    for match in _PRINTED_YEAR.finditer(folded):
        year = by_digit(match["year"]) or 0
        sign = match["sign"] or ""
        date = sign == "年" and _DATE_REST.match(folded, match.end())
        if date or not _FIRST_YEAR <= year <= _LAST_YEAR:
            continue
        # Years before the core's words outrank those after them (plans, dates of issue);
        # 年度 marks a period; of two alike the nearer one counts.
        candidates.append((match.start() < end, _YEAR_SIGNS[sign], match.start(), year))
    if candidates:
        return max(candidates)[3]
    short = _SHORT_YEAR.search(folded)
    return 2000 + int(short["year"] or short["first"]) if short and core else None


def _judge_title(title: str) -> _Judged:
    """The verdict of the first part of the title that is more than a column's name."""
    segments = [part for part in _SEGMENTS.split(title[:_MAX_TITLE]) if part.strip()]
    first = _judge_folded(plain(segments[0])) if segments else _Judged("other", "no_title")
    if first.reason == "column_name":
        for segment in segments[1:_MAX_SEGMENTS]:
            judged = _judge_folded(plain(segment))
            if judged.kind not in ("maybe", "other"):
                return judged
    return first


@lru_cache(maxsize=4096)
def _judge_folded(folded: str) -> _Judged:
    truncated = bool(_ELLIPSIS.search(folded))
    text = _QUOTES.sub("", _ELLIPSIS.sub("", folded))
    core = _CORE.search(text)
    if core is None and _UNINFORMATIVE.fullmatch(text):
        return _Judged("other", "no_title")
    for rule, pattern, unless in _RULES:
        if _fires(rule, pattern, unless, text, core):
            return _Judged(rule.kind, rule.id)
    if core:
        return _judge_core(text, core)
    if truncated and _cut_short(text):
        return _Judged("report", "truncated")
    if truncated and (_DISCLOSURE.search(text) or text.endswith(_CUT_IN_DISCLOSURE)):
        return _Judged("maybe", "truncated_open", "column")
    if _near_miss(text):
        return _Judged("report", "typing_error")
    if _DISCLOSURE.search(text) and ("报告" in text or "年报" in text):
        return _Judged("maybe", "words_apart", "column")
    if "年度报告" in text or "年报" in text or text.endswith("报告"):
        return _Judged(
            "maybe" if len(text) <= _SHORT_TITLE else "other", "no_disclosure_words", "opening"
        )
    return _Judged("other", "no_report_words")


def _fires(
    rule: TitleRule,
    pattern: re.Pattern[str],
    unless: re.Pattern[str] | None,
    text: str,
    core: re.Match[str] | None,
) -> bool:
    if core is None if rule.scope in ("before", "after") else core and rule.scope == "without":
        return False
    scope = text
    if core and rule.scope == "before":
        scope = text[: core.start()]
    elif core and rule.scope == "after":
        scope = text[core.end() :]
    return bool(pattern.search(scope)) and not (unless and unless.search(text))


def _judge_core(text: str, core: re.Match[str]) -> _Judged:
    """A title with the words of a report, none of the rules having refused it."""
    before, after = text[: core.start()], text[core.end() :]
    if _CLAUSE.search(before) or _SENTENCE_END.search(after):
        return _Judged("other", "prose")
    if _PRINTED_YEAR.search(text) is None and _COLUMN_HEAD.fullmatch(before) and not after:
        return _Judged("maybe", "column_name", "opening")
    if _WHOSE.search(core[0]) is None and not _subject_is_an_organ(before):
        return _Judged("other_disclosure", "whose_information")
    if re.search(r"的?(?:函|请示|复函|批复)(?:\([^()]{0,20}\))?$", after):
        return _Judged("notice", "covering_letter")
    if re.search(r"的?(?:通知|公告|通告|公示)(?:\([^()]{0,20}\))?$", after):
        return _Judged("maybe", "announced", "column")
    if not _ends_well(after) and not says_organ(after.strip("-_—|·: ")):
        return _Judged("maybe", "words_behind", "column")
    return _Judged("report", "title")


def _subject_is_an_organ(before: str) -> bool:
    """Whether what comes before a bare 信息公开 can be whose information it is."""
    subject = _BRACKETED.sub("", _YEARS.sub("", before)).strip("《》、,:·-_的")
    return not subject or _SUBJECT.search(subject) is not None


def _ends_well(after: str) -> bool:
    """Whether ``after`` is made of the pieces that may follow a report's words."""
    at = 0
    while at < len(after):
        piece = _TAIL.match(after, at)
        if piece is None:
            return False
        at = piece.end()
    return True


def _cut_short(text: str) -> bool:
    """Whether a list cut the title inside the last words of a report's title."""
    rests = (text[match.end() :] for match in _DISCLOSURE.finditer(text))
    return _PRINTED_YEAR.search(text) is not None and any(
        len(rest) >= 2 and ("年度报告".startswith(rest) or "工作年度报告".startswith(rest))
        for rest in rests
        if rest != "工作"
    )


def _near_miss(text: str) -> bool:
    """Whether the title ends in a report's words but for a typing error or two."""
    # what a typing error leaves: 司法公开 and 党务公开 are other words, not errors
    if len(text) > _MAX_NEAR_MISS or _EXEMPT.search(text) or not _NAMED.search(text):
        return False
    if "报" not in text and "告" not in text:
        return False
    tail = re.sub(r"\([^()]{0,40}\)$", "", text)[-_ENDING:]
    return any(
        _edits_at_end(tail, target) <= TITLES.core.typing_errors
        for target in TITLES.core.typing_targets
    )


def _edits_at_end(text: str, target: str) -> int:
    """Least edits that make ``target`` of some suffix of ``text`` (20 by 12 steps at most)."""
    row = [0] * (len(text) + 1)
    for i, wanted in enumerate(target, 1):
        previous, row[0] = row[0], i
        for j, found in enumerate(text, 1):
            previous, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, previous + (wanted != found)),
            )
    return row[-1]


def _judge_by_surroundings(
    judged: _Judged, url: str | None, column: str | None, opening: str
) -> _Judged:
    """Settle what the title left open, by the opening first and then by the place."""
    if not opening:
        return _judge_by_place(judged, url, column)
    folded = plain(opening)
    for refusal, pattern in _REFUSALS:
        if pattern.search(folded):
            return _Judged(refusal.kind, refusal.id)
    place = _in_annual_column(url, column)
    if judged.kind == "work_summary":
        if judged.reason != "summary" or not place:
            return judged
        # Some agencies publish the year's summary as their annual report, and say so.
        if _states_report(folded):
            return _Judged("report", "summary_in_column")
        return _Judged("maybe", "summary_in_column")
    if judged.kind == "other" and judged.reason not in ("no_title", "prose"):
        return judged
    line = _title_in(opening)
    if line is not None:
        return line
    # a title of other words needs the text's own statement, and what it reports on
    named = judged.reason == "no_disclosure_words"
    if _states_report(folded) and "信息公开" in folded if named else _says_report(folded, place):
        return _Judged("report", "opening")
    if place and judged.lift == "column":
        return _Judged("report", f"{judged.reason}_in_column")
    return judged


def _judge_by_place(judged: _Judged, url: str | None, column: str | None) -> _Judged:
    """The same where there is no opening: the links of a page are judged so, by the hundred."""
    summary = judged.kind == "work_summary" and judged.reason == "summary"
    lifted = judged.kind not in ("work_summary", "other") and judged.lift == "column"
    if not (summary or lifted) or not _in_annual_column(url, column):
        return judged
    if summary:
        return _Judged("maybe", "summary_in_column")
    return _Judged("report", f"{judged.reason}_in_column")


def _title_in(opening: str) -> _Judged | None:
    """The verdict of the opening's first line that has one; lines may be broken in two."""
    lines = [line.strip() for line in opening.split("\n")]
    lines = [line for line in lines if line][: TITLES.lift.title_lines]
    for number, line in enumerate(lines):
        pair = line + (lines[number + 1] if number + 1 < len(lines) else "")
        for text in (line, pair):
            if len(text) > TITLES.lift.title_line_length or _PROSE.search(text):
                continue
            judged = _judge_folded(plain(text))
            if judged.kind == "report" or (
                judged.kind not in ("maybe", "other") and judged.reason not in _WEAK_IN_TEXT
            ):
                return judged
    return None


#: Rules too broad for a line that may be a menu's or a paragraph's.
_WEAK_IN_TEXT = frozenset(
    {"guide", "news", "notice", "news_publish", "news_before", "statistics", "appraisal",
     "application_data", "subperiod", "interpretation"}
)  # fmt: skip


def _says_report(folded: str, place: bool) -> bool:
    """Whether the (folded) opening states about itself that it is a report on disclosure."""
    if _states_report(folded):
        return True
    if "公开" not in folded:
        return False
    return sum(1 for pattern in _HEADINGS if pattern.search(folded)) >= (2 if place else 3)


def _states_report(folded: str) -> bool:
    """Whether a sentence of the (folded) opening calls the text a report on disclosure."""
    return "公开" in folded and any(pattern.search(folded) for pattern in _STATEMENTS)


def _in_annual_column(url: str | None, column: str | None) -> bool:
    if column and _COLUMN.search(plain(column[:_MAX_TITLE])):
        return True
    return bool(url and _SLUG.search(url[:_MAX_URL]))


def _year_of_opening(opening: str) -> int | None:
    for line in opening.split("\n"):
        if _CORE.search(plain(line[:_MAX_LINE])):
            year = report_year_of(line[:_MAX_TITLE])
            if year is not None:
                return year
    return None


def _injected(text: str) -> bool:
    lower = text.lower()
    if any(pattern.search(lower) for pattern in _INJECTED):
        return True
    if len(_PRONUNCIATION.findall(text)) >= TITLES.injection.pronunciations:
        return True
    return len(_TRADITIONAL.findall(text)) >= TITLES.injection.traditional
