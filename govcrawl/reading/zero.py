"""Zero expressions: phrases that deny something (未发生 …), and what they deny."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from govcrawl.lexicon import metrics
from govcrawl.reading.sentences import MARKER, Sentence

_CUES = 40  # denials looked at in one sentence
_NOUN = 80  # characters a denial may reach
_END = re.compile(r"[,;:。!?()]")
_CONDITION = re.compile(
    r"(?:如果?|若|凡是?|确保|避免|防止|是否|有无|应当?|不得|绝不|杜绝)[^,;。]{0,20}$"
)
# Said of some only: 其余部门均未收到, 除5个部门外均未收到.
_SOME = re.compile(
    r"(?:其余|其[他它]|部分|个别|多数|少数|有些|有的|[0-9一二两三四五六七八九十]+[个家])"
    r"(?:的)?[^,;。]{0,12}$|除[^;。]{1,30}外,?[^,;。]{0,12}$"
)
_ONE = re.compile(r"^一[件例起宗次个条]")
_BEFORE = re.compile(r"[^,;。(]*$")
_BEFORE_TAIL = re.compile(r"(?:情况)?(?:均|都|也|暂|:|为)*$")
_EMPTY = re.compile(r"^(?:此类|相关|任何)?(?:发生|收到|受理|情况|情形|案件)*$")
_WHO = r"(?:20[0-9]{2}年度?|本年度?|今年|全年|[我本][局委办厅院镇乡县市区]|本?街道|本?(?:机关|单位|部门)|,)*"
_NONE = re.compile(rf"^{_WHO}(?:暂|均)?(?P<cue>无)[。.]*$")
_NOBODY = re.compile(rf"^{_WHO}$")
_BOTH = ("administrative_reconsideration", "administrative_litigation")


@dataclass(frozen=True, slots=True)
class Denial:
    """``metric`` is zero, says the cue at ``start:end`` of the sentence."""

    metric: str
    unit: str | None
    start: int
    end: int


def _named(sentence: Sentence) -> frozenset[str]:
    names = {name for _, name in sentence.matters} or {sentence.matter_at(0) or ""}
    return frozenset(names | set(_BOTH)) if "review_both" in names else frozenset(names)


def _title(sentence: Sentence) -> str:
    return MARKER.sub("", sentence.headings[0], count=1) if sentence.headings else ""


def zeros_of(noun: str, cue: str, matters: frozenset[str]) -> Iterator[tuple[str, str | None]]:
    """The metrics, and their units, that a denied noun phrase makes zero."""
    for rule in metrics.ZEROS:
        if (
            (not rule.matter or rule.matter & matters)
            and rule.noun.search(noun)
            and (rule.cue is None or rule.cue.search(cue))
            and not (rule.unless and rule.unless.search(noun))
        ):
            for metric in rule.emit:
                yield metric, rule.unit


def denials(sentence: Sentence) -> Iterator[Denial]:
    """What a sentence says has not happened. A heading alone says nothing; a bare 无 under it
    denies what it names."""
    if sentence.is_heading:
        return
    text = sentence.text
    none = _NONE.match(text)
    if none:
        for metric, unit in zeros_of(_title(sentence), none["cue"], frozenset()):
            yield Denial(metric, unit, none.start("cue"), none.end("cue"))
        return
    matters: frozenset[str] | None = None
    for cue in islice(metrics.CUE.finditer(text), _CUES):
        start, end = cue.span()
        before = text[max(0, start - 60) : start]
        if _CONDITION.search(before) or _SOME.search(before):
            continue
        stop = _END.search(text, end, end + _NOUN)
        noun = _ONE.sub("", text[end : stop.start() if stop else end + _NOUN])
        # 未收费 says all by itself; what it does not say, the clause before or the title does.
        if "费" not in cue[0] and _EMPTY.match(noun):
            clause = _BEFORE.search(before)
            noun = _BEFORE_TAIL.sub("", clause[0] if clause else "")
            if _NOBODY.match(noun):
                noun = _title(sentence)
        if matters is None:
            matters = _named(sentence)
        for metric, unit in zeros_of(noun, cue[0], matters):
            yield Denial(metric, unit, start, end)
