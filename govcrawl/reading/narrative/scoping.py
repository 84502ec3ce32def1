"""Whose figure it is and of which time, from the words before it: its ``scope``."""

from __future__ import annotations

import re

from govcrawl.reading.narrative.clause_context import State
from govcrawl.reading.narrative.periods import period_scope
from govcrawl.reading.narrative.sentences import Sentence
from govcrawl.report import OWN_SCOPES, Scope

_TITLES = re.compile(r"《[^》\n]{0,120}》")
_STOCKS = ("staff.", "reading_points.", "dedicated_bodies")
_OUTCOMES = ("administrative_reconsideration", "administrative_litigation")
#: 网站共有信息24630条, beside what the year added.
_STOCK = re.compile(
    r"(?:总信息量|信息总量|信息存量|库存信息|存量信息|(?:共|现|存|拥|已)有(?:各类|政府|政务|公开|主动公开|的)*信息(?:总量|总数)?)"
    r"(?:已|共|达到?|为|有|累计|约)*$"
)
_NEWLY = re.compile(
    r"(?:新增|新公开|新发布|新上|本年|当年|今年|20[0-9]{2}年)度?(?![末底])[^,;。]{0,16}[0-9]"
)
_STOCKED = ("proactive_disclosure.total", "proactive_disclosure.channel.website")
# 参加全市组织的培训: the body itself took part
_ATTENDED = re.compile(r"(?:参加|出席|选派|参与)[^,;。:]{0,6}$")
_THIS_YEARS = re.compile(r"(?:19|20)[0-9]{2}年|全年|本年|今年|年度")
_REGION = re.compile(
    r"全[市区县省州旗盟镇乡]|全系统|政府及其?(?:所属|各|工作)?(?:部门|单位)|我[市区县省州旗盟]|各级|(?:各|全市|全区|全县)(?:区|县|镇|乡|街道|部门|单位)"
)
_AGENCY = re.compile(
    r"我(?:局|委|办|厅|院|会|部|处|中心|队|站|所|校|镇|乡|街道|社|行|单位|机关|大队|支队|台|馆|街)"
    r"|本(?:机关|部门|单位|局|委|办|厅|级|街道|镇|乡)(?!职责|掌握|不掌握|未掌握|制作|保存|(?:政府)?(?:受理|公开|主动公开|负责)(?:范围|职责))|市局|局机关|委机关"
)
#: The first characters of the two above: most sentences hold none.
_MAY_REGION = re.compile(r"[全我各]|政府及")
_MAY_AGENCY = re.compile(r"[我本局机](?:(?<=[我本])|(?<=市局)|(?<=[局委]机)关)")
_DISCLOSURE = re.compile(r"信息公开|政务公开|公开(?:政府)?信息|依申请")


def _whose(before: str) -> Scope:
    """Whose a figure is, by the words before it: those told last."""
    agency = -1
    if _MAY_AGENCY.search(before):
        for match in _AGENCY.finditer(before):
            agency = match.start()
    if _MAY_REGION.search(before):
        region = -1
        for match in _REGION.finditer(before):
            first = match.start()
            if not _ATTENDED.search(before, max(0, first - 10), first):
                region = first
        if region > agency:
            return "region"
    return "report" if agency < 0 else "agency"


class Scoping(State):
    """Whose figure it is and of which time."""

    def _scope(self, sentence: Sentence, metric: str, at: int) -> Scope:
        text = sentence.text
        before = text[max(0, at - 200) : at]
        if "《" in before:
            before = _TITLES.sub(lambda m: "《" * len(m[0]), before)
        if (
            metric.startswith(_STOCKED)
            and "信息" in before[-24:]
            and _STOCK.search(before)
            and _NEWLY.search(text[: max(0, at - 24)] + text[at + 4 :])
        ):
            return "cumulative"
        period = period_scope(before, text, at, self._year, stock=metric.startswith(_STOCKS))
        if period is not None and ".carried_" not in metric:
            return period
        if "累计" in before and self._summed(sentence, metric, at):
            return "cumulative"
        if metric.startswith(_OUTCOMES) and not self._says_disclosure(sentence):
            return "unspecified"
        return _whose(before)

    def _summed(self, sentence: Sentence, metric: str, at: int) -> bool:
        """Whether 累计 sums what the sentence told of the year before."""
        text = sentence.text
        own = text[max(text.rfind(mark, 0, at) for mark in ",;。:") + 1 : at]
        return (
            "累计" in own
            and not _THIS_YEARS.search(own)
            and any(
                f.metric == metric
                and f.sentence is sentence
                and f.scope in OWN_SCOPES
                and not f.reason
                for f in self.figures[-3:]
            )
        )

    def _says_disclosure(self, sentence: Sentence) -> bool:
        return bool(
            _DISCLOSURE.search(sentence.text)
            or any(_DISCLOSURE.search(t) for t in sentence.headings)
            or _DISCLOSURE.search(self._before)
        )
