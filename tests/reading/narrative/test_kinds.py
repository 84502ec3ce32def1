"""The difficult kinds, each in many wordings: what is dealt out by 分别, outcomes of applications,
money, running totals, denials. Every case says the right figures; nothing else may be told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from govcrawl.reading.narrative import read_statistics
from govcrawl.report import OWN_SCOPES

A = "applications"
R = "administrative_reconsideration.total"
L = "administrative_litigation.total"
P = "proactive_disclosure"
YEAR = 2020

Case = tuple[str, dict[str, float]]


def told(text: str) -> dict[str, float | None]:
    """The figures of the year itself."""
    found = read_statistics(text, [], report_year=YEAR).statistics
    return {s.metric: s.value for s in found if s.scope in OWN_SCOPES}


OUTCOMES = {
    f"{A}.granted": ("予以公开", "同意公开", "依法公开"),
    f"{A}.partially_granted": ("部分公开", "同意部分公开"),
    f"{A}.denied": ("不予公开", "不同意公开"),
    f"{A}.unable_to_provide": ("无法提供",),
    f"{A}.not_exist": ("信息不存在", "申请信息不存在"),
    f"{A}.not_this_agency": ("不属于本机关公开", "非本机关职责范围"),
    f"{A}.not_held": ("本机关不掌握相关政府信息",),
    f"{A}.not_processed": ("不予处理",),
    f"{A}.duplicate": ("重复申请",),
    f"{A}.carried_out": ("结转下年度继续办理", "结转至下年度"),
}


def outcomes() -> Iterator[Case]:
    """One outcome after another, before and behind its number."""
    wholes = (
        "收到政府信息公开申请40件",
        "全年共受理依申请公开40件",
        "2020年新收政府信息公开申请40件",
    )
    words = [(metric, word) for metric, forms in OUTCOMES.items() for word in forms]
    shapes = (
        "{whole},其中{word}7件。",
        "{whole},其中7件{word}。",
        "{whole}。从办理结果看,{word}7件,占17.5%。",
    )
    for whole, (metric, word), shape in product(wholes, words, shapes):
        yield shape.format(whole=whole, word=word), {f"{A}.received": 40, metric: 7}


def dealt() -> Iterator[Case]:
    """分别 deals out labels, media, ways and years; numbers keep their order."""
    labels = [forms[0] for forms in OUTCOMES.values()]
    keys = list(OUTCOMES)
    for i, shape in product(
        range(len(labels) - 2),
        (
            "{a}、{b}、{c}分别为5件、3件、2件。",
            "{a}、{b}和{c}的分别有5件、3件和2件。",
            "{a}、{b}、{c}分别是5件,3件,2件。",
        ),
    ):
        a, b, c = labels[i : i + 3]
        text = "答复政府信息公开申请10件," + shape.format(a=a, b=b, c=c)
        yield text, {f"{A}.replied": 10, keys[i]: 5, keys[i + 1]: 3, keys[i + 2]: 2}
    media = {
        "政府网站": "website",
        "微信公众号": "wechat",
        "政务微博": "weibo",
        "政府公报": "gazette",
    }
    names = list(media)
    for x, y in ((x, y) for x in names for y in names if x != y):
        for verb in ("公开信息", "主动公开政府信息", "公开政府信息"):
            for join in ("、", "和"):
                yield (
                    f"通过{x}{join}{y}分别{verb}50条、20条。",
                    {f"{P}.channel.{media[x]}": 50, f"{P}.channel.{media[y]}": 20},
                )
    ways = {
        "当面": "in_person",
        "信函": "letter",
        "网上": "online",
        "传真": "fax",
        "电子邮件": "email",
    }
    for x, y in ((x, y) for x in ways for y in ways if x != y):
        yield (
            f"{x}申请、{y}申请分别为6件、4件。",
            {f"{A}.received.channel.{ways[x]}": 6, f"{A}.received.channel.{ways[y]}": 4},
        )
        yield (
            f"收到政府信息公开申请10件,其中{x}、{y}申请分别为6件和4件。",
            {
                f"{A}.received": 10,
                f"{A}.received.channel.{ways[x]}": 6,
                f"{A}.received.channel.{ways[y]}": 4,
            },
        )
    for what, metric in (
        ("收到政府信息公开申请", f"{A}.received"),
        ("主动公开政府信息", f"{P}.total"),
    ):
        unit = "件" if metric.startswith(A) else "条"
        yield f"2019年、2020年分别{what}28{unit}、40{unit}。", {metric: 40}
        yield f"2018年、2019年和2020年{what}分别为18{unit}、28{unit}和40{unit}。", {metric: 40}
        yield f"2019年和2020年分别{what}28{unit}和40{unit}。", {metric: 40}
    for a, b in ((3, 1), (0, 0), (12, 9), (1, 0)):
        for join in ("、", "和", "与"):
            yield f"信息公开行政复议{join}行政诉讼分别为{a}件和{b}件。", {R: a, L: b}
            yield f"因政府信息公开引起的行政复议{join}行政诉讼分别有{a}件、{b}件。", {R: a, L: b}


def money() -> Iterator[Case]:
    """Fees, waivers and funds; other sums of money are none of them."""
    fees = (
        "检索、复制、邮寄等费用",
        "信息处理费",
        "政府信息公开费用",
        "检索费、复制费",
        "依申请公开费用",
    )
    for word, lead, amount in product(
        fees,
        ("全年共收取", "2020年收取", "本年度依申请公开共收取"),
        ("80元", "1,236.5元", "0.3万元"),
    ):
        value = float(amount.rstrip("万元").rstrip("元").replace(",", ""))
        yield f"{lead}{word}{amount}。", {"fees.amount": value}
    for lead, deny, word in product(
        ("全年", "2020年,我局", "在办理依申请公开工作中,"),
        ("未收取", "没有收取", "未向申请人收取", "未产生", "没有发生"),
        ("任何费用", "费用", "相关费用", "政府信息公开费用", "信息处理费"),
    ):
        yield f"{lead}{deny}{word}。", {"fees.amount": 0}
    for text in (
        "暂不收费",
        "未收费",
        "没有收费",
        "无收费情况",
        "未收取任何检索、复制、邮寄等费用",
        "均未收费",
    ):
        for lead in ("依申请提供政府信息", "全年", "我局"):
            yield f"{lead}{text}。", {"fees.amount": 0}
    for text in ("未发生收费和减免情况", "没有收费及减免", "无收费、减免情况", "未产生收费和减免"):
        for lead in ("全年", "2020年", "我单位", "本年度政府信息公开"):
            yield f"{lead}{text}。", {"fees.amount": 0, "fees.waived": 0}
    for word in ("政府信息公开专项经费", "信息公开专项经费", "政务公开专项经费"):
        for lead in ("安排", "投入", "全年投入"):
            yield f"{lead}{word}12万元。", {"special_funds": 12}
    for text in (
        "征收社会抚养费32万元。", "三公经费支出36.5万元。", "免收企业费用215万元。", "采购金额18.6万元。",
        "投入20万元改造网站。", "费用共计 万元。", "完成投资52亿元。", "为群众节省费用3万元。",
    ):  # fmt: skip
        yield text, {}


def running() -> Iterator[Case]:
    """A running total is not the year's; the year's own accumulated figure is."""
    things = (
        ("主动公开政府信息", "条", f"{P}.total"),
        ("公开政府信息", "条", f"{P}.total"),
        ("收到政府信息公开申请", "件", f"{A}.received"),
        ("受理政府信息公开申请", "件", f"{A}.received"),
    )
    since = (
        "自2008年以来累计",
        "历年累计",
        "截至2020年底,累计",
        "自《条例》施行以来,累计",
        "从2008年5月至今累计",
        "2008年至2020年共",
    )
    for (what, unit, metric), lead in product(things, since):
        yield f"{lead}{what}5200{unit}。", {}
        yield f"{lead}{what}5200{unit},其中2020年{what}300{unit}。", {metric: 300}
        yield f"{lead}{what}5200{unit},其中本年度{what}300{unit}。", {metric: 300}
    own = (
        "全年累计",
        "本年度累计",
        "2020年累计",
        "今年以来累计",
        "2020年度共",
        "一年来共",
        "截至2020年12月31日,我局共",
    )
    for (what, unit, metric), lead in product(things, own):
        yield f"{lead}{what}327{unit}。", {metric: 327}
    other = ("2019年", "去年", "上年度", "2018年度")
    for (what, unit, metric), lead in product(things, other):
        yield f"{lead}{what}250{unit}。", {}
        yield f"{lead}{what}250{unit},2020年{what}300{unit}。", {metric: 300}


def denials() -> Iterator[Case]:
    """A denial is a zero of exactly what is denied."""
    leads = ("", "全年", "2020年,我局", "本年度我单位", "截至2020年12月31日,")
    applications = (
        "政府信息公开申请",
        "依申请公开事项",
        "公民要求公开政府信息的申请",
        "依申请公开政府信息的申请",
        "任何形式的信息公开申请",
    )
    for lead, deny, what in product(
        leads, ("未收到", "没有收到", "未接到", "未受理"), applications
    ):
        yield f"{lead}{deny}{what}。", {f"{A}.received": 0}
    cases = (
        "因政府信息公开引起的行政复议、行政诉讼",
        "行政复议和行政诉讼",
        "针对本机关政府信息公开的行政复议或行政诉讼",
    )
    for lead, deny, what in product(leads, ("未发生", "没有发生", "未出现", "无"), cases):
        yield f"{lead}{deny}{what}。", {R: 0, L: 0}
        yield f"{lead}{deny}{what}情况。", {R: 0, L: 0}
    for lead, deny in product(leads, ("未收到", "没有收到")):
        yield f"{lead}{deny}网上申请,收到信函申请3件。", {
            f"{A}.received.channel.online": 0, f"{A}.received.channel.letter": 3,
        }  # fmt: skip
    for text in (
        "未按规定公开政府信息的予以通报。", "如未收到申请答复,可以投诉。", "避免发生行政复议、行政诉讼。",
        "尚未建立统一的公开目录。", "没有专职人员,力量不足。", "其余单位未收到政府信息公开申请。", "未发生安全生产事故。",
        "没有现成信息需要加工的不予提供。", "行政复议零纠错,行政诉讼零败诉。", "未收到表扬信。", "做到了零投诉。",
    ):  # fmt: skip
        yield text, {}


KINDS = {
    "outcomes": outcomes,
    "dealt": dealt,
    "money": money,
    "running": running,
    "denials": denials,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_wording_is_read_and_nothing_else(kind: str) -> None:
    cases = list(KINDS[kind]())
    assert len(cases) >= 100
    wrong = [(text, found, want) for text, want in cases if (found := told(text)) != want]
    assert wrong == []
