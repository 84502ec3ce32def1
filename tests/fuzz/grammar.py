"""Pieces of Chinese report text, right and wrong, and the atoms that grow into monsters."""

from __future__ import annotations

from random import Random

_DIGITS = (
    "0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖",
    "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "⓪①②③④⑤⑥⑦⑧⑨", "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
)  # fmt: skip
_POINTS = (".", "．", "。", ",", "，", "、", " ", "　", "'", "-", "—", "/", ":", "：", "%", "‰", "")
_POWERS = ("", "十", "百", "千", "万", "亿", "万亿", "余", "多", "几", "半", "个", "两", "廿", "点")
_UNITS = (
    "件",
    "条",
    "人次",
    "次",
    "万元",
    "元",
    "个",
    "份",
    "%",
    "余件",
    "篇",
    "户",
    "项",
    "宗",
    "",
)
_NOUNS = (
    "政府信息公开申请", "主动公开政府信息", "行政复议", "行政诉讼", "门户网站", "规范性文件", "收到",
    "受理", "答复", "新收", "结转", "不予公开", "部分公开", "予以公开", "维持", "纠正", "其中", "分别为",
    "占总数的", "同比增长", "较上年", "累计", "截至", "未发生", "没有", "为零", "无", "均", "以上", "不足",
)  # fmt: skip
_BREAKS = ("、", ".", "．", "，", "）", ")", "】", "", " ", "\u3000", "\u200b", "\xa0", ":", "\n")
_MARKS = (
    "。",
    "；",
    "，",
    "、",
    "：",
    "（",
    "）",
    "“",
    "”",
    "《",
    "》",
    "？",
    "！",
    "…",
    "—",
    "\n",
    " ",
)
_ORGANS = (
    "某省",
    "某市",
    "某县",
    "某区",
    "某镇",
    "民政局",
    "人民政府",
    "管理委员会",
    "办公室",
    "街道办事处",
)
_KINDS = (
    "政府信息公开工作年度报告",
    "信息公开年报",
    "政府信息公开年度工作总结",
    "的通知",
    "一图读懂",
    "（试行）",
)

#: Text that is repeated until it is long: what a pattern or a loop may stumble over.
TEXT_ATOMS = (
    "一、", "一", "（一）", "（", "）", "1,", "1", "1.", "0.", "1，", "1、", "１", "，", "。", "、", " ", "　",
    "\t", "\u200b", "\xa0", "\ufeff", "年", "2020年", "2020-1-1 ", "1月", "月", "日", "件", "1件", "3件，", "3件、",
    "共1件，其中1件。", "省", "市", "县", "某市", "某局", "局", "市局", "政府", "人民政府", "信息公开", "年度报告",
    "年报", "报告", "《", "》", "《a》", "(", ")", "()", "((", "-", "—", "——", "_", "|", ">", "首页 > ", ":", "：",
    "电话：", "电话：0", "0-", "邮编：", "地址：", "a@", "a.", "@", "http://", "/", "//", "公开", "主动公开", "申请",
    "十", "百", "千", "万", "万亿", "十万", "百分之", "%", "1%", "不", "未", "无", "零", "第一", "第", "第一章 ", "一是",
    "一是一，", "索引号：", "来源：", "发布日期：", "分别为", "其中", "其中：", "的", "和", "及", "同比", "增长", "\u0300",
    "\u0301", "\U0001f600", "\U00020000", "\ud800", "\ufffd", "㈠", "①", "Ⅳ", "甲", "A", "Aa", "a", "á", "\u2028", "\x85",
    "...", "..", "·", "…", "共计", "达到", "均共有", "发生共计", "其中有", "总计 ", "总计\n", "1 ", "0\n", "1\n", "一\n", "（一）\n", "一、某\n", "2020年\n", "-\n", "/\n", "某。\n", "。\n",
)  # fmt: skip


def number(rng: Random) -> str:
    """A number in some numeral system, plain, grouped, broken or mixed."""
    digits = rng.choice(_DIGITS)
    out = []
    for _ in range(rng.choice((1, 1, 2, 3, 4, 6, 9, 20, 60))):
        out.append(digits[rng.randrange(len(digits))])
        roll = rng.random()
        if roll < 0.12:
            out.append(rng.choice(_POINTS))
        elif roll < 0.22:
            out.append(rng.choice(_POWERS))
        elif roll < 0.26:
            digits = rng.choice(_DIGITS)
    return "".join(out)


def date(rng: Random) -> str:
    """A date, a span of dates or what only looks like one."""
    y, m, d = (number(rng) if rng.random() < 0.3 else str(rng.choice((0, 1, 2, 9, 12, 13, 31, 32, 2020, 2008, 99999))) for _ in range(3))  # fmt: skip
    a, b, c = rng.choice((("年", "月", "日"), ("-", "-", ""), (".", ".", ""), ("/", "/", " 12:00"), ("年", "月", ""), ("", "", "")))  # fmt: skip
    text = f"{y}{a}{m}{b}{d}{c}"
    return (
        f"{text}{rng.choice(('至', '—', '到', '~', '起至'))}{date(rng)}"
        if rng.random() < 0.15
        else text
    )


def heading(rng: Random) -> str:
    """A heading with any marker."""
    mark = rng.choice(
        (
            number(rng),
            rng.choice(("一", "十二", "第三章", "二十", "㈢", "Ⅱ", "(1", "（四", "附", "B")),
        )
    )
    return f"{rng.choice(('', ' ', '（', '(', '第'))}{mark}{rng.choice(_BREAKS)}{rng.choice(_NOUNS)}情况"


def title(rng: Random) -> str:
    """A title of a report or of something near it."""
    organs = "".join(rng.choice(_ORGANS) for _ in range(rng.randint(0, 4)))
    return f"{organs}{rng.choice(('', '关于'))}{number(rng)}{rng.choice(('年', '年度', '-', ''))}{rng.choice(_KINDS)}"


def sentence(rng: Random) -> str:
    """A sentence of figures, marks and verbs in no order."""
    parts: list[str] = []
    for _ in range(rng.randint(1, 14)):
        roll = rng.random()
        if roll < 0.35:
            parts.append(rng.choice(_NOUNS))
        elif roll < 0.65:
            parts.append(number(rng) + rng.choice(_UNITS))
        elif roll < 0.72:
            parts.append(date(rng))
        else:
            parts.append(rng.choice(_MARKS))
    return "".join(parts)


def piece(rng: Random) -> str:
    """Any of the above, or an atom some hundred times."""
    roll = rng.random()
    if roll < 0.35:
        return sentence(rng)
    if roll < 0.9:
        return rng.choice((number, date, heading, title))(rng)
    return rng.choice(TEXT_ATOMS) * rng.choice((2, 10, 100, 400))


def spaced(rng: Random, text: str) -> str:
    """White space of any kind between characters."""
    gap = rng.choice((" ", "  ", "\u3000", "\xa0", "\n", "\u200b", "&nbsp;", "\u2003"))
    return gap.join(text)


def widened(text: str) -> str:
    """ASCII in its full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "<>&" else c for c in text)


def altered(rng: Random, text: str) -> str:
    """A run of text with one change."""
    roll = rng.random()
    if roll < 0.3:
        return piece(rng)
    at = rng.randint(0, len(text))
    if roll < 0.55:
        return text[:at] + piece(rng) + text[at:]
    if roll < 0.65:
        return spaced(rng, text)
    if roll < 0.72:
        return widened(text)
    if roll < 0.82:
        digits = rng.choice(_DIGITS)
        return "".join(digits[int(c)] if "0" <= c <= "9" else c for c in text)
    if roll < 0.9:
        return text * rng.randint(2, 6)
    end = min(len(text), at + rng.randint(1, 12))
    return text[:at] + text[end:]
