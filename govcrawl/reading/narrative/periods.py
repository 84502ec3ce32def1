"""Of which time and of whose a figure speaks: its ``scope``."""

from __future__ import annotations

import re

from govcrawl.report import Scope
from govcrawl.text.numerals import TENS, UNITS, by_digit
from govcrawl.text.patterns import ANY_YEAR

_YEAR = re.compile(
    rf"(?<![0-9〔\[])({ANY_YEAR})(?:年(?!度?(?:工作)?报告|本\)|信息公开年报|度?[^,;。:0-9]{{0,30}}(?:预算|决算|年报|要点))|(?:0?[1-9]|1[0-2])月)"
)
_THIS = re.compile(r"今年|本年|年初|全年|一年来|当年")
_OTHER = re.compile(
    r"(?:去年|上年度?|上一年度?|前年|明年|次年|下一?年度?|来年|往年)"
    r"(?!度?(?:结转|转|结存|留存|流转|移交|接转|未办结|未答复|遗留|顺延|延续|答复|办理|继续|相比|同期|同比|末|底|工作))"
)
_COMPARED = re.compile(r"(?:较|比|同|与|和|相比|自|从|含|结转|转|至|到|往|入|延|〔|《)$")
#: Two and more years, as a word: one year is the report's own.
_SEVERAL = f"(?!一)[{TENS}两几数]"
_SINCE = re.compile(
    r"历年|历史累计|建站以来|开通以来|上线以来|成立以来|实施以来|施行以来|运行以来"
    r"|(?:自(?!然|主|行|身|查|觉|助)|从)[^,;]{0,24}(?:以来|至今|起|来(?![看说讲源访电函文自件信])|开始)"
    r"|(?:(?:19|20)[0-9]{2}年?)(?:至|-|到)(?:20[0-9]{2})年"
    r"|(?:开设|设立|注册|认证|创办|开办|入驻|开通|上线|运行)(?:以来|至今)"
    rf"|(?<![0-9])近?(?:{_SEVERAL}|[近2-9])年(?:多|以)?来|(?<!最)近(?:{_SEVERAL}|[2-9])年"
    rf"|[\"“”]?十[{UNITS}][、]?五[\"“”]?(?:时期|期间)(?![^,;。]{{0,8}}(?:规划|计划))"
    r"|本届政府(?:成立|任期)?(?:以来|内)|任期内|换届以来"
    rf"|(?<![0-9])(?:过去|前)(?:{_SEVERAL}|[2-9])年|(?!一)[{TENS}两]年间"
)
#: Characters without which nothing says since when.
_MAY_SINCE = re.compile(r"[历来今起始间届近内]|前[一-龥0-9]年|过去|时期|期间|[至到-]20")
_RUNNING = re.compile(
    r"(?:截至|截止|(?<![日月])[至到])[^。]{0,16}(?:目前|底|末|日|止|年)[^。;]{0,40}?累计|到目前[^。;]{0,12}累计|全乡累计|至今"
)
_TO_DATE = re.compile(r"(?:截[至止]|到)目前[^,;。]{0,4}共?[^,;。]{0,12}$")
_FROM_ON = re.compile(
    r"(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:份)?(?:起|以来|开始)"
)
_NEW_PART = re.compile(
    r"[,;。(]?(?:其中)?[:,]?(?:本年|今年|当年|20[0-9]{2}年)度?[内中,]?"
    r"(?:在|共|又|新|增|主动|公开|发布|更新|推送|受理|收到|召开|举办|举行|组织|开展|办理|为|是|有|$)"
)
_AS_OF = re.compile(r"(?:截[至止]|[到至])[^,;。]{0,16}(?:底|末|日|目前|为止)[^。;]{0,60}$")
#: 截至年底共发布14285条,其中今年发布3327条
_OF_WHICH_NEW = re.compile(
    r"[0-9,.万余多]*[条件篇项份]?[^,;。0-9]{0,6}[,(]其中[:,]?(?:在)?(?:今年|本年|当年|20[0-9]{2}年)"
)
_FULL_YEAR = re.compile(r"12月(?:份|31日|底|末)?|年底|年末")


def period_scope(
    before: str, text: str, at: int, year: int | None, *, stock: bool = False
) -> Scope | None:
    """``cumulative`` or ``out_of_period``; None for the year reported on. ``before`` is what
    stands before the figure at ``at`` in its sentence."""
    since = (
        [
            m
            for m in _SINCE.finditer(before)
            # 历年累计61件;… : said of its own statement
            if not (m[0].startswith("历") and ";" in before[m.end() :])
        ]
        if _MAY_SINCE.search(before)
        else []
    )
    running_total = "累计" in before
    start = -1
    if since and not (
        _THIS.search(since[-1][0]) or (year and re.match(rf"[自从]?{year}", since[-1][0]))
    ):
        start = since[-1].end()
    for running in _RUNNING.finditer(before) if running_total or "至今" in before else ():
        spelled = before[: running.end()]
        named = [by_digit(m[1]) for m in _YEAR.finditer(spelled)]
        if not (_THIS.search(spelled) and "截" not in spelled) and not re.search(
            r"本年度?|全年|今年", spelled
        ):
            if not re.search(r"(?:19|20)[0-9]{2}年(?:度|,|我|全|共|本)", spelled) or (
                named and year is not None and named[0] != year
            ):
                start = max(start, running.end())
    if start >= 0 and not _NEW_PART.search(before, start):
        return "cumulative"
    if _OF_WHICH_NEW.match(text, at) and _AS_OF.search(before):
        return "cumulative"
    if "目前" in before and _TO_DATE.search(before) and _NEW_PART.search(text, at, at + 60):
        return "cumulative"
    if (
        running_total
        and "累计" in before[-16:]
        and not (_THIS.search(before) or _YEAR.search(before))
        and _NEW_PART.search(text, at, at + 120)
    ):
        return "cumulative"
    if stock:
        # 2008年5月起 tells since when a stock stands
        before = _FROM_ON.sub("", before)
    every = list(_YEAR.finditer(before))
    if every and year is not None and by_digit(every[-1][1]) == year:
        return None
    years = [m for m in every if not _COMPARED.search(before[: m.start()])]
    if years and _THIS.search(before[years[-1].end() :]):
        return None
    if years:
        other = year is not None and by_digit(years[-1][1]) != year
        return "out_of_period" if other else None
    if "年" not in before:
        return None
    words = [m for m in _OTHER.finditer(before) if not _COMPARED.search(before[: m.start()])]
    if words and not _THIS.search(before[words[-1].end() :]):
        return "out_of_period"
    return None
