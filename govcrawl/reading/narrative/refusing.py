"""What is no figure of the year and the body: its fate."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govcrawl.lexicon import vocabulary
from govcrawl.reading.narrative.clause_context import State
from govcrawl.reading.narrative.clauses import COUNTED_WORDS, Clause
from govcrawl.reading.narrative.figures import Meaning, best, meaning, readings
from govcrawl.reading.narrative.tokens import Token, tokenise
from govcrawl.reading.narrative.wording import (
    same_body,
)
from govcrawl.text.numerals import TENS

_TITLES = re.compile(r"《[^》\n]{0,120}》")
_TELEPHONE = re.compile(r"(?:电话|传真|手机|热线|联系|Tel|TEL|tel)[^,;。]{0,8}$")
_POSTAL_CODE = re.compile(r"(?:邮编|邮政编码|邮政)[^,;。]{0,4}$")
_TO_THE_END = re.compile(r"(?:截[至止]|止|[至到以底末]|1-12|1至12|以来)")
_CHANGED = re.compile(
    r"[^,;。]{0,4}(?:增加|提高|上升|压缩|减少|下降|增至|降至|精简|调整|升|缩短|增长|上涨|提升)"
)
_SCORED = re.compile(r"(?:得|扣|加|计)[0-9]")
_BODIES = re.compile(rf"[0-9{TENS}]+[个家][^,;]{{0,20}}$")
_FIRST = re.compile(rf"前[0-9{TENS}]+[名位个家][^,;]{{0,30}}$")
_NARROWER = re.compile(r"[,;][^。]{0,6}(?:我|本)[县区镇乡街旗]")


#: What goes on to say that the cases counted are of another matter.
_NOT_OF_DISCLOSURE = re.compile(
    r"[^,;。(]{0,6}[,;(](?:但|且|其中|上述|以上)?(?:均|都|全部|全)?"
    r"(?:与[^,;。]{0,10}(?:无关|没有关系)|(?:不|未|并不|并未)(?:是|属于?|涉及|因|关乎|系)[^,;。0-9]{0,6}信息公开)"
)
#: 行政复议42件,其中涉及政府信息公开的2件: the first is of all matters.
OF_ALL_MATTERS = re.compile(
    r"[,(](?:其中)(?:[:,]|涉及|涉|因|由|有关|与|属于|属|关于|针对|以)*(?:政府)?(?:信息公开|政务公开)"
)
#: 各类行政复议案件152件, 应诉各类行政案件73件: of every matter.
_OF_EVERY_KIND = re.compile(
    r"(?:各类|各种|各项|所有)(?:行政)?(?:复议|诉讼|应诉|案件)[^,;。:]{0,8}$"
)
#: The web site of a ministry, or of a department of the province.
_MEDIUM_OF = re.compile(
    r"(?:^|[,;:。、(在于经由向]|通过|利用|依托|登录)"
    r"(?P<body>国家[^,;。:网在过]{1,10}局|(?:国家|全国)?[^,;。:网在过部门]{1,6}部(?!门)|[^,;。:网在过]{0,6}省[^,;。:网政在过]{1,8}[局办委厅])"
    r"(?:官方|门户|政务)?(?:网站|门户网|官网|微信|微博|公众号)"
)
_REVIEWED_AS = frozenset({"upheld", "corrected", "rejected"})
_CASES = frozenset({"reconsideration", "litigation", "item"})
_OWNERS = frozenset({"body", "own", "region"})
_COMPLAINTS = frozenset({"complaint", "denounce"})
_HANDED_OUT = frozenset({"other_medium", "issue", "publish"})
_DISCLOSURE = re.compile(r"信息公开|政务公开")
#: Verbs with which 收到的13件申请中 tells how many there were.
_TAKEN = frozenset({"receive", "accept", "reply", "concluded"})
_AS_PLACE = re.compile(r"(?<![现存正所])在[^,;。:]{0,30}$")
_OF_GOVERNMENT = re.compile(r"人民政府(?!办)|[市县区州旗省]政府(?!办|信息)")
_ITSELF = re.compile(r"我|本(?!级)|全|该|[局委机]")
_AS_REVIEWER = re.compile(r"作为(?:行政)?复议机[关构]")
_GOVERNMENT_OFFICE = re.compile(r"[市县区州旗省]?(?:人民)?政府办(?:公[室厅])?$")
_GOVERNMENT = re.compile(r"[省市县区州旗镇乡](?:人民)?政府")
_LAST_YEAR = re.compile(r"[由从](?:20[0-9]{2}年|去年|上年)")
#: A name that ends as a department's does, where a title says whose report it is.
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|厅|(?<![府开及])办公室|中心|[支大]队|院|所|站|大学|学校|公司|分局)(?=(?:19|20)[0-9]{2}|关于|政府信息|信息公开|$)"
)


_REVIEWED = frozenset({"normative", "rules"})
_HALVES = frozenset({"上半年", "下半年"})
#: What other words make of a number, the first that is said.
_BY_FLAG = (
    ("range_from", "other_period"),
    ("condition", "other_matter"),
    ("deny", "other_matter"),
    ("share", "share"),
    ("portion_year", "part_of_year"),
)
_BY_UNIT = {
    "个百分点": "growth",
    "个工作日": "deadline",
    "个月": "deadline",
    "天": "deadline",
    "小时": "deadline",
}
_SUBTYPES = frozenset({"个", "家", "种", "类", "名"})
_HEADED_BY = frozenset({"主要", "分为", "包括", "分别"})
#: Beside what 依申请公开 and 不予公开 are of applications.
_CLASSED = frozenset({"on_application", "denied", "exempt"})
_ASKED = frozenset(
    {"receive", "accept", "handle", "application", "reply", "concluded", "file", "exist"}
)
_OF_APPLICATIONS = frozenset(
    {"application", "receive", "accept", "reply", "concluded", "reconsideration"}
)


def _of_part_of_year(left: Sequence[Token], text: str) -> bool:
    """Whether the last period named is a month or a day that nothing runs up to."""
    periods = [t for t in left if t.kind == "period"]
    last = periods[-1]
    if last.concept:
        return False
    between = text[periods[-2].end : last.start] if len(periods) > 1 else ""
    return between not in ("、", "和", "及", ",") and not _TO_THE_END.search(
        text, max(0, last.start - 8), last.end + 2
    )


def _by_neighbours(clause: Clause, text: str) -> str:
    """What is right before and after a number makes of it."""
    left, right = clause.quantity.left, clause.quantity.right
    ahead = text[max(0, left - 40) : left]
    if _NOT_OF_DISCLOSURE.match(text, right) or ("作为" in ahead and _AS_REVIEWER.search(ahead)):
        return "other_matter"
    if text.startswith(("不足", "不到", "少于"), left) and (
        text.startswith("的", right) or _BODIES.search(ahead[-24:])
    ):
        return "each"
    if "前" in ahead and _FIRST.search(ahead):
        return "part"
    last = ahead[-1:]
    if last == "除" and "head" in clause.right_kinds:
        return "part"
    if last in ("由", "从") and _CHANGED.match(text, right):
        return "other_period"
    if last == "对" and not clause.right_concepts.isdisjoint(("application", "on_application")):
        return "part"  # 对2件涉及第三方的申请,书面征求意见
    return "rank" if _SCORED.match(text, right) else ""


def _counting_bodies(clause: Clause, text: str) -> str:
    """Numbers of bodies, ways or people: 12个部门, 主要渠道6个, 36位申请人."""
    if clause.unit in _SUBTYPES and not clause.right:
        words = [
            t
            for t in clause.left
            if t.concept not in ("particle", "total") and text[t.start : t.end] not in _HEADED_BY
        ]
        if words and (
            words[-1].kind == "body" or text[words[-1].start : words[-1].end] in COUNTED_WORDS
        ):
            return "other_matter"
    if not clause.right:
        return ""
    first = clause.right[0]
    if (
        text[first.start : first.end] in COUNTED_WORDS
        or (clause.unit in ("个", "家", "名", "位") and first.kind in ("body", "suffix", "region"))
        or (clause.unit in ("名", "位") and first.concept == "public_word")
    ):
        return "other_matter"
    return ""


def _begin(clause: Clause) -> int:
    """Where the words of a clause begin in its sentence."""
    return clause.left[0].start if clause.left else clause.quantity.left


def _of_another_matter(clause: Clause, said: Meaning, text: str) -> str:
    """Calls of another line, copies of what was handed out, cases of every kind."""
    left = clause.quantity.left
    if "other_line" in clause.left_concepts and not _COMPLAINTS.isdisjoint(said.concepts):
        return "other_matter"  # 12315平台接收投诉举报6.8万件
    if not _CASES.isdisjoint(said.concepts) and _OF_EVERY_KIND.search(
        text, max(0, left - 24), left
    ):
        return "other_matter"  # 各类行政复议案件152件
    if clause.unit in ("份", "期") and said.concepts and _HANDED_OUT.issuperset(said.concepts):
        return "other_matter"  # 发放明白纸1200份, 更新公开栏132期
    return ""


class Refusing(State):
    """What is no figure of the year and the body: its fate."""

    def _plain_fate(self, clause: Clause, text: str) -> tuple[str, str] | None:
        quantity = clause.quantity
        if clause.unit is None:
            first, last = max(0, quantity.left - 12), quantity.left
            if _TELEPHONE.search(text, first, last):
                return "telephone", ""
            if _POSTAL_CODE.search(text, first, last):
                return "postal_code", ""
        return None

    def _flagged(self, clause: Clause, said: Meaning, text: str) -> str:
        """What a word, the unit or the period makes of a number."""
        if said.flags:
            fate = self._by_flag(said, clause.unit)
            if fate:
                return fate
        fate = _BY_UNIT.get(clause.unit or "", "")
        if not fate and "period" in clause.left_kinds and _of_part_of_year(clause.left, text):
            return "part_of_year"
        return fate

    def _by_flag(self, said: Meaning, unit: str | None) -> str:
        flags = said.flags
        for flag in ("growth", "each", "plan"):
            if flag in flags:
                return flag
        if "reviewed" in flags and not _REVIEWED.isdisjoint(said.concepts):
            # 清理规范性文件98件,废止23件: those gone through
            self._document = next(c for c in said.concepts if c in _REVIEWED)
            return "other_matter"
        if "rank" in flags and unit != "%":
            return "rank"
        return next((fate for flag, fate in _BY_FLAG if flag in flags), "")

    def _bounds(self, clause: Clause, said: Meaning, text: str) -> str:
        """A part of the bodies, or a number that says of single bodies how few they have."""
        return (
            _by_neighbours(clause, text)
            or _of_another_matter(clause, said, text)
            or self._after_the_year(clause, said)
            or self._beside_others(clause, said)
            or _counting_bodies(clause, text)
            or self._of_those(clause, text)
        )

    def _after_the_year(self, clause: Clause, said: Meaning) -> str:
        """5件中有2件已于次年1月办结: in the year after, but for what was carried out to it."""
        if "period" not in clause.right_kinds or self._year is None:
            return ""
        next_year = str(self._year + 1)
        carried = any(c.startswith("carried") or c == "pending" for c in said.concepts)
        return "other_period" if next_year in clause.right_concepts and not carried else ""

    def _beside_others(self, clause: Clause, said: Meaning) -> str:
        """另有行政处罚类复议2件、诉讼1件: beside reconsiderations that were of another matter."""
        if said.concepts != ["litigation"] or clause.last is None or clause.last.kind != "number":
            return ""
        before = int(clause.last.concept)
        if before in self._metric_of or self._numbers[before].value == 0:
            return ""
        for token in reversed(clause.earlier[:-1]):
            if token.kind in ("number", "stop"):
                break
            if token.concept == "reconsideration":
                return "other_matter"
        return ""

    def _of_those(self, clause: Clause, text: str) -> str:
        """Cases counted before (收到的13件申请中), of all matters, or of half a year."""
        left, right = clause.quantity.left, clause.quantity.right
        if (
            clause.right
            and clause.right[0].concept in ("application", "on_application")
            and text[clause.right[-1].start : clause.right[-1].end] in ("中", "里", "之中", "当中")
            and (
                _TAKEN.isdisjoint(clause.left_concepts)
                or any(
                    f.value == clause.quantity.value and f.metric.startswith("applications.")
                    for f in self.figures
                )
            )
        ):
            return "same_figure"
        if OF_ALL_MATTERS.match(text, right) and not _DISCLOSURE.search(
            text, max(0, left - 30), left
        ):
            return "other_matter"
        if (
            "上半年" in text
            and "下半年" in text
            and not _HALVES.isdisjoint([text[t.start : t.end] for t in clause.left])
        ):
            return "part_of_year"
        return ""

    def _goes_on(self, clause: Clause) -> str:
        """A list of shares goes on: 占80%、12%、8%."""
        if clause.unit != "%" or clause.right or clause.content_left or not clause.last:
            return ""
        return (
            "share"
            if self.fates and self.fates[-1].fate == "share" and clause.last.kind == "number"
            else ""
        )

    def _attribute(self, clause: Clause, said: Meaning) -> str:
        """依申请公开 and 不予公开 as what the year's documents were classed, no applications:
        beside 主动公开, or as what was published."""
        concepts = said.concepts
        if _CLASSED.isdisjoint(concepts) or not _ASKED.isdisjoint(concepts):
            return ""
        if "publish" in concepts or "issue" in concepts:
            return "attribute"
        everything = clause.before.first
        if clause.quantity.value == 0 and "document" not in everything and "denied" not in concepts:
            before = next((t for t in reversed(clause.earlier) if t.kind == "number"), None)
            if before is not None and self._numbers[int(before.concept)].unit != clause.unit:
                return ""  # 公开信息21条,依申请公开0件: no application
        if not _OF_APPLICATIONS.isdisjoint(everything):
            return ""
        if "proactive" in everything or self._before.endswith(("属性。", "属性")):
            return "attribute"
        if "document" in everything and "applications" not in self._topic:
            return "attribute"  # 印发文件156份,其中公开98份,依申请公开37份
        return ""

    def _wider_body(self, clause: Clause, text: str) -> str:
        """全省 … 125万条, where the sentence goes on with 我县: the wider body's figure."""
        if "region" not in clause.left_kinds:
            return ""
        words = [text[t.start : t.end] for t in clause.left if t.kind == "region"]
        if not _NARROWER.search(text, clause.quantity.right):
            return ""
        return words[-1] if words[-1] in ("全国", "全省", "全市", "全州", "全自治区") else ""

    def _other_body(self, clause: Clause, said: Meaning, text: str) -> str:
        """The body a clause names where it is not the reporting one."""
        if "attend" in said.concepts or not _REVIEWED_AS.isdisjoint(said.concepts):
            # 参加区政府办组织的培训: it took part itself; 市政府维持1宗: who reviewed is another
            return ""
        return (
            self._owner_of_medium(clause, said, text)
            or self._government_with_departments(clause, text)
            or self._office_named(clause, text)
            or self._body_named(clause, said, text)
        )

    def _owner_of_medium(self, clause: Clause, said: Meaning, text: str) -> str:
        """水利部网站公开12条, in the report of a county's bureau."""
        if not said.media or not self._own:
            return ""
        medium = _MEDIUM_OF.search(text, max(0, _begin(clause) - 1), clause.quantity.left)
        if medium is None or same_body(medium["body"], self._own):
            return ""
        return medium["body"]

    def _government_with_departments(self, clause: Clause, text: str) -> str:
        """市政府及其部门公开7565条, in the report of one of the departments."""
        if "region" not in clause.left_kinds or not _DEPARTMENT.search(self._own):
            return ""
        names = (text[t.start : t.end] for t in clause.left if t.kind == "region")
        return next((name for name in names if name.startswith("政府及")), "")

    def _office_named(self, clause: Clause, text: str) -> str:
        """One of its offices, in a government's own report; one of the bodies that 分别 deals
        numbers out to."""
        if _OWNERS.isdisjoint(clause.left_kinds):
            return ""
        owners = [t for t in clause.left if t.kind in _OWNERS]
        for token in owners:
            name = text[token.start : token.end]
            if (
                token.kind == "own"
                and _GOVERNMENT_OFFICE.fullmatch(name)
                and (clause.several or _OF_GOVERNMENT.search(self._own))
            ):
                return name
        others = (t for t in owners if clause.several and not _ITSELF.match(text, t.start))
        return next((text[t.start : t.end] for t in others), "")

    def _body_named(self, clause: Clause, said: Meaning, text: str) -> str:
        """The body named last, where it is not the reporting one."""
        if not said.bodies:
            return ""
        start, end = said.bodies[-1]
        name = text[start:end]
        own = "own" in said.owners
        if _AS_PLACE.search(text[:start]) or name.startswith(("参加", "出席")):
            return ""  # where it was done (在…政务服务中心等), or what was attended; not by whom
        if clause.several and not (own or same_body(name, self._own or "-")):
            return name
        if len(name) < 2:
            return ""
        if not self._own and not own and self._bodies.setdefault(text, name) != name:
            return name
        if "part_body" in said.flags:
            return name
        if (
            _GOVERNMENT.fullmatch(name)
            and _DEPARTMENT.search(self._own)
            and "direct_transfer" not in said.concepts
        ):
            return name  # 区政府收到…, in the report of one of its departments
        return "" if own or same_body(name, self._own) else name

    def _is_name(self, text: str, token: Token) -> bool:
        """Whether an unknown word is part of the reporting body's name or of a title printed
        in the sentence."""
        word = text[token.start : token.end]
        if len(word) < 2:
            return False
        if word in self._own:
            return True
        return "《" in text and any(word in m[0] for m in _TITLES.finditer(text))

    def _other_unit(self, clause: Clause) -> bool:
        """The same things counted once more in another unit: 推送86期、325条."""
        last = clause.last
        if clause.right or last is None or last.kind != "number" or clause.content_left:
            return False
        unit = self._numbers[int(last.concept)].unit
        return unit not in (None, clause.unit) and clause.unit not in vocabulary.UNITS["money"]

    def _grown(self, clause: Clause, said: Meaning, text: str) -> tuple[str, bool] | None:
        """由2013年的1128条增加到2014年的1887条: the metric of the value of the year itself, and
        whether the year before is named."""
        if "growth" not in said.flags or self._year is None or said.concepts or clause.right:
            return None
        ahead = text[: clause.quantity.left]
        this = re.search(rf"[到至为](?:{self._year}年度?|今年|本年度?)?的?$", ahead)
        if this is None:
            return None
        named = bool(this[0].strip("到至为的"))
        last = "(?:20[0-9]{2}年|去年|上年)" if named else rf"(?:{self._year - 1}年|去年|上年)?"
        head = re.search(rf"([^,;。]*?)[由从]{last}度?的?[0-9.,万余多]+[条件篇项份个次宗]", ahead)
        if head is None:
            return None
        words = meaning(tokenise(head[1], ()))
        found = [
            f
            for f in best(readings(words, clause.unit, self._topic, words.media))
            if not f.leftover
        ]
        if len(found) != 1 or words.unknown or words.others or words.flags:
            return None
        return found[0].metric, named or _LAST_YEAR.search(head[0]) is not None
