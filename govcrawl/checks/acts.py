"""What tables count and no metric does, where the narrative tells it (X1), ``lexicon/act_rules.toml``.

Only a plain statement of the whole body and year is a witness: one of a part, of another body or
of another time says nothing of the table. One agreeing statement is enough; a number of what was
made public contradicts a table only where it is more than was decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from govcrawl.lexicon.loading import load_toml
from govcrawl.report import Check, Number, Operand
from govcrawl.text import fold

FILE = "act_rules.toml"
#: In 万元, the unit of the tables' fees.
_MONEY = {"元": 1e-4, "万元": 1.0, "亿元": 1e4}
_NEAR = 6  # characters before an act that say of what kind it is


class _Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    zh: str
    en: str
    name: str
    money: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    made: tuple[str, ...]
    shown: tuple[str, ...]
    others: tuple[str, ...]
    unlike: tuple[str, ...]
    acts: tuple[_Act, ...]


class _Told(NamedTuple):
    """A number of the narrative: in the table's unit, how exact it is printed, as printed, and
    whether it counts what was decided."""

    value: float
    step: float
    printed: str
    made: bool


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


_RULES = load_toml(FILE, _File)
_OTHERS = re.compile(_any(_RULES.others))
_UNLIKE = re.compile(_any(_RULES.unlike))
_NAMES = tuple(act.name for act in _RULES.acts)
#: 作出行政许可、行政处罚决定共90件: one number for two.
_JOINT = re.compile(rf"(?:{_any(_NAMES)})[^0-9,;]{{0,6}}[、和及与]$")
_SENTENCES = re.compile(r"[。；;！!？?\n]")
_YEAR = re.compile(r"(20[0-9]{2})年")
_BEFORE = rf"(?:(?P<made>{_any(_RULES.made)})|(?P<shown>{_any(_RULES.shown)}))?(?:了|的|各类|各项|依法){{0,3}}"
_TOTAL = r"(?:共计|共|为|总计|合计|达到|达|有|计){0,2}"
_COUNT = r"(?P<number>[0-9][0-9,]*)(?P<unit>[件宗份条起])(?!次)"
_AMOUNT = r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>元|万元|亿元)"
_PATTERNS = {
    act.key: re.compile(
        _BEFORE
        + act.name
        + (
            rf"(?P<decided>收入|总额|金额)?{_TOTAL}{_AMOUNT}"
            if act.money
            else rf"(?:审批)?(?P<decided>处理决定|决定书|决定)?(?:信息|结果|数量|总数|案件)?{_TOTAL}{_COUNT}"
        )
    )
    for act in _RULES.acts
}


def check_acts(
    values: Mapping[str, Number | None], body: str, *, year: int | None = None
) -> Iterator[Check]:
    """Hold what the narrative says was decided and collected against the tables."""
    for act in _RULES.acts:
        table = values.get(act.key)
        if table is None or act.name not in body:
            continue
        told = list(_told(act, body, year))
        agreeing = [t for t in told if abs(t.value - table) <= t.step]
        wrong = [t for t in told if t.made] or [t for t in told if t.value > table]
        if not (agreeing or wrong):
            continue
        one = (agreeing or wrong)[0]
        yield Check(
            rule="X1",
            status="pass" if agreeing else "conflict",
            severity="warn",
            expected=table,
            actual=round(one.value, 6) if act.money else int(one.value),
            message=f"{act.zh}：正文为 {one.printed}，表格为 {table}，应一致",
            message_en=f"{act.en}: {one.printed} in the narrative, {table} in the table; they should be one",
            operands=[Operand(key=act.key, value=table)],
        )


def _told(act: _Act, body: str, year: int | None) -> Iterator[_Told]:
    for printed in _SENTENCES.split(body):
        if act.name not in printed:
            continue
        sentence = fold(printed).text
        for match in _PATTERNS[act.key].finditer(sentence):
            before = sentence[: match.start()]
            years = _YEAR.findall(before)
            if (
                _OTHERS.search(before)
                or _UNLIKE.search(before, max(0, len(before) - _NEAR))
                or _JOINT.search(before)
                or (year is not None and years and years[-1] != str(year))
                or not (match["made"] or match["shown"] or match["decided"])
            ):
                continue
            number = match["number"].replace(",", "")
            scale = _MONEY[match["unit"]] if act.money else 1.0
            decimals = len(number.partition(".")[2])
            yield _Told(
                float(number) * scale,
                scale * 10.0**-decimals / 2 if act.money else 0.0,
                match["number"] + (match["unit"] if act.money else ""),
                made=not match["shown"],
            )
