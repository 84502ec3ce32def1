"""Labels of kinds of information disclosed, and the categories they name."""

from __future__ import annotations

import re

from govcrawl.lexicon import vocabulary

_LABEL_START = re.compile(
    r"^(?:[、,和及与:;\"'“”·\-\s]|其中|包括|包含|分别是|有|属于|属|涉及|主动公开|公开|发布|公布|更新|为|是|本单位|本机关|政府部门|本级|涵盖|含|[0-9]{1,2}[、.]|的|共|各类|主要)+"
)


_LABEL_END = re.compile(
    r"(?:类的?政府信息|类的?信息|类政务信息|方面的?信息|方面的?政府信息|等信息|的信息|政府信息|信息|类别|类|方面|主动公开|公开|内容|栏目|专栏|[\"'”“:]|的|累计|数|条数|共|有|为|达|发布|计|总计|共计|更新)$"
)


NAMED = re.compile(r"(?:信息|类)(?:公开)?$")


KINDS_FOLLOW = re.compile(
    r"类(?:的)?信息公开情况。?$|(?:公开|发布)(?:的)?(?:各类|主要)?(?:政府|政务)?信息(?:的)?(?:类别|分类|具体)?(?:情况|内容)?(?:如下|包括|有|为|是)?:$|(?:类别|分类|类):|按[^,;。:]{0,10}?(?:划分|分类|分|来看|统计)[:,]|(?:^|\))(?:公开)?(?:内容|类别|分类)[。:]$"
)


CATEGORY_MARK = re.compile(
    r"类(?:的)?(?:政府|政务)?(?:信息)?(?:公开|发布|主动公开)?(?:共|有|为|数|达|[\"'”“:])*$"
)


_JOINTS = re.compile(r"[、与和及]|以及")
_ENDS = {
    "动态": "work_update", "预算": "finance", "决算": "finance", "预决算": "finance", "公告": "notices",
    "公示": "notices", "通知": "notices", "任免": "personnel",
}  # fmt: skip


_QUOTES = re.compile("[\"'“”‘’]")


def category_of(label: str) -> tuple[str | None, str]:
    """The category a label names, and the label without what all such labels share."""
    plain = _LABEL_START.sub("", _QUOTES.sub("", label))
    for _ in range(8):
        known = vocabulary.CATEGORIES.get(plain) or vocabulary.CATEGORIES.get(f"{plain}类")
        if known is not None:
            return known, plain
        cut = _LABEL_END.sub("", plain)
        if cut == plain and "等" in plain:
            cut = plain.partition("等")[2]  # 招录公告等人事类
        if cut == plain or not cut:
            return None if "等" in label else _joined(plain), plain
        plain = cut
    return None, plain


def _joined(plain: str) -> str | None:
    """The category that all parts of a label name: 财务与资金管理."""
    parts = _JOINTS.split(plain)
    found = {vocabulary.CATEGORIES.get(part) for part in parts}
    return found.pop() if len(parts) > 1 and len(found) == 1 else None


def category_by_end(plain: str) -> str | None:
    """The category of a label by its last noun (乡镇动态)."""
    return next((c for end, c in _ENDS.items() if plain.endswith(end) and len(plain) <= 10), None)
