"""The time that a figure is about, and whose it is: its ``scope``."""

from __future__ import annotations

import re

from govcrawl.report import Scope
from govcrawl.text.numerals import HAN_DIGITS, TENS, UNITS, ZEROS, by_digit

# Those that every figure asks for begin with one class, which lets the search skip ahead.
_YEAR = re.compile(
    r"([12一二](?<![0-9〔\[].)"
    rf"(?:(?:(?<=1)9|(?<=2)0)[0-9]{{2}}|(?:(?<=二)[{ZEROS}]|(?<=一)九)[{HAN_DIGITS}]{{2}}))"
    r"(?:年(?!度?(?:工作)?报告|本\)|信息公开年报|度?[^,;。:0-9]{0,30}(?:预算|决算|年报|要点))|(?:0?[1-9]|1[0-2])月)"
)
_THIS = re.compile(r"今年|本年|年初|全年|一年来|当年")
_OTHER = re.compile(
    r"(?:去年|上年度?|上一年度?|前年|明年|次年|下一?年度?|来年|往年)"
    r"(?!度?(?:结转|转|结存|留存|流转|移交|接转|未办结|未答复|遗留|顺延|延续|答复|办理|继续|相比|同期|同比|末|底|工作))"
)
_COMPARED = re.compile(
    r"(?:较|比|同|与|和|相比|自|从|含|结转|转|至|到|往|入|延|〔|《|[及和与或、]以)$"
)
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
#: What one of those must hold, but for 自 and 从; and these with what ends them.
_MAY_SINCE = re.compile(
    r"[历来今至到近期间届内去前-](?:(?<=历)[年史]|(?<=[以年多]来)|(?<=至今)|(?<=[至到-])20|(?<=届)"
    rf"|(?<=[近前])[{TENS}两几数2-9]|(?<=时期)|(?<=期间)|(?<=任期内)|(?<=过去)|(?<=年间))"
)
_MAY_FROM = re.compile(r"[自从](?:(?<=从)|(?!然|主|行|身|查|觉|助))[^,;]{0,25}?[起来今始]")
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
    r"|[,;。(](?:其中)?[:,]?(?:本年度?|今年|当年)"
)
_AS_OF = re.compile(r"(?:截[至止]|[到至])[^,;。]{0,16}(?:底|末|日|目前|为止)[^。;]{0,60}$")
#: 截至年底共发布14285条,其中今年发布3327条
_OF_WHICH_NEW = re.compile(
    r"[0-9,.万余多]*[条件篇项份]?[^,;。0-9]{0,6}[,(]其中[:,]?(?:在)?(?:今年|本年|当年|20[0-9]{2}年)"
)
_OWN_YEAR = re.compile(r"本年度?|全年|今年")
_YEAR_OF = re.compile(r"(?:19|20)[0-9]{2}年(?:度|,|我|全|共|本)")


def _since_when(before: str, year: int | None) -> int:
    """Where the last words end that say since when; -1 where none do, or they mean the year."""
    if not (_MAY_SINCE.search(before) or _MAY_FROM.search(before)):
        return -1
    since = [
        m
        for m in _SINCE.finditer(before)
        # 历年累计61件;… : said of its own statement
        if not (m[0].startswith("历") and ";" in before[m.end() :])
    ]
    if not since:
        return -1
    said = since[-1][0]
    if _THIS.search(said) or (year and said.startswith(str(year), said[0] in "自从")):
        return -1
    return since[-1].end()


def _running(before: str, year: int | None) -> int:
    """Where the last words end that begin a running total: 截至2016年底累计; -1 where none do."""
    start = -1
    for running in _RUNNING.finditer(before):
        spelled = before[: running.end()]
        if (_THIS.search(spelled) and "截" not in spelled) or _OWN_YEAR.search(spelled):
            continue
        named = _YEAR.search(spelled)
        if not _YEAR_OF.search(spelled) or (
            named is not None and year is not None and by_digit(named[1]) != year
        ):
            start = max(start, running.end())
    return start


def _is_cumulative(before: str, text: str, at: int, year: int | None) -> bool:
    """Whether the figure at ``at`` is a running total."""
    running_total = "累计" in before
    start = _since_when(before, year)
    if running_total or "至今" in before:
        start = max(start, _running(before, year))
    if start >= 0 and not _NEW_PART.search(before, start):
        return True
    if (
        ("至" in before or "到" in before or "截止" in before)
        and _OF_WHICH_NEW.match(text, at)
        and _AS_OF.search(before)
    ):
        return True
    if "目前" in before and _TO_DATE.search(before) and _NEW_PART.search(text, at, at + 60):
        return True
    return (
        running_total
        and "累计" in before[-16:]
        and not (_THIS.search(before) or _YEAR.search(before))
        and _NEW_PART.search(text, at, at + 120) is not None
    )


def period_scope(
    before: str, text: str, at: int, year: int | None, *, stock: bool = False
) -> Scope | None:
    """``cumulative`` or ``out_of_period``; None for the year reported on. ``before`` is what
    comes before the figure at ``at`` in its sentence."""
    if _is_cumulative(before, text, at, year):
        return "cumulative"
    if "年" not in before and "月" not in before:
        return None
    if stock:
        # 2008年5月起 tells since when a stock is
        before = _FROM_ON.sub("", before)
    every = list(_YEAR.finditer(before))
    if every and year is not None and by_digit(every[-1][1]) == year:
        return None
    years = [m for m in every if not _COMPARED.search(before[: m.start()])]
    if years and _THIS.search(before, years[-1].end()):
        return None
    if years:
        other = year is not None and by_digit(years[-1][1]) != year
        return "out_of_period" if other else None
    if "年" not in before:
        return None
    words = [m for m in _OTHER.finditer(before) if not _COMPARED.search(before[: m.start()])]
    if words and not _THIS.search(before, words[-1].end()):
        return "out_of_period"
    return None
