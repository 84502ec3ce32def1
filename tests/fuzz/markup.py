"""Damage to the markup of a page, and the structures that grow into monsters."""

from __future__ import annotations

import re
from random import Random

from tests.fuzz import grammar

_TOKENS = re.compile(r"(<[^<>]*>)")
_NAMES = (
    "div", "p", "span", "table", "tr", "td", "th", "tbody", "thead", "ul", "li", "a", "b", "h1", "pre", "br", "hr",
    "form", "select", "option", "textarea", "template", "svg", "math", "frameset", "frame", "iframe", "noscript",
    "script", "style", "title", "head", "body", "html", "center", "font", "object", "ucapcontent", "plaintext",
    "xmp", "noframes", "caption", "colgroup", "col", "base", "meta", "article", "footer", "nav", "o:p", "v:shape",
)  # fmt: skip
_SPANS = (
    "0",
    "-1",
    "1",
    "2",
    "3",
    "7",
    "50",
    "1000",
    "65535",
    "99999999999999999999",
    "x",
    "",
    "2.5",
    "２",
    "%",
)
_ATTRIBUTES = (
    'id="zoom"', 'class="TRS_Editor"', 'style="display:none"', "hidden", 'align="center"', 'href="a.pdf"',
    'href="javascript:void(0)"', 'href="http://["', 'style="text-align:center"', 'name="ArticleTitle"',
    'content="2020年报告"', 'class="' + "x " * 300 + '"', "a=" * 40, '"', "'", "<", 'xmlns:o="u"', 'src="b.docx"',
)  # fmt: skip
_JUNK = (
    "<!--", "-->", "<![CDATA[", "]]>", "<?php", "?>", "<!DOCTYPE html>", "<script>var a='</td>'", "</script>",
    "<style>", "</style>", "<textarea>", "<template>", "</template>", "<svg>", "<math>", "<plaintext>", "</html>",
    "</body>", "<base href='//x'>", "<meta http-equiv=refresh content='0;url=/'>", "<meta charset=big5>", "&nbsp;",
    "&#0;", "&#xD800;", "&#1114112;", "&amp", "&lt;td&gt;", "&#x4e00;", "<", ">", "</", "<>", "</p>", "</table>",
    "</td>", "</tr>", "<table>", "<tr>", "<td>", "<select>", "<frameset>", "<iframe srcdoc='<p>x'>", "<a href=x.pdf>",
)  # fmt: skip

#: Markup that is repeated until it is long.
ATOMS = (
    "<p>", "<p>一、某</p>", "<p>一</p>", "<div>", "</div>", "<b>", "<i><p>", "<span>a</span>", "<br>", "<br>一", "<hr>",
    "<table>", "<table><tr><td>", "<table><tr><td>1</td></tr></table>", "<tr>", "<tr><td>", "<tr><td>1", "<td>", "<td>1",
    "<td>总计<td>1", "<td rowspan=9999>", "<td colspan=9999>", "<tr><td rowspan=999 colspan=999>1", "<th>一、", "<a href=x.pdf>",
    "<a href=x.pdf>x</a>", "<a href=#>一</a>", "<li>", "<li>一", "<ul><li>", "<!-- -->", "<!--", "-->", "&nbsp;", "&amp;", "&#49;", "&",
    "<", ">", "<a", "<a b=c ", "a=b ", '"', "</", "<script>", "<script></script>", "<style></style>", "<meta name=a content=b>",
    "<title>", "<title>x</title>", "<h1>某年报</h1>", "<pre>\n", "<pre>一、\n</pre>", "<select>", "<form>", "<font><p>", "<o:p>",
    "<svg>", "<math>", "<template>", "<center>", "<nobr>", "<div id=zoom>", "<div class=x>一件。", "<p>共1件，其中公开1件。", "</table>",
    "<table><tr><td>一<td>1<td>2<tr><td>总计<td>3<td>4</table>", "<p>2020年1月1日</p>", "<p>某局</p>", "<p>索引号：1</p>",
    "<p>某市某局2020年政府信息公开工作年度报告</p>", "<p>（一）某某情况</p><p>本年主动公开政府信息3条。</p>", "<iframe src=x.doc>",
    "<p>1</p>", "<p>总计</p><p>1</p><p>0</p>", "<p>发布日期：2020-01-01 来源：某局</p>", "<link>", "<p style='display:none'>a",
)  # fmt: skip


def damage(rng: Random, page: str) -> str:
    """One change to the tags of a page."""
    tokens = [t for t in _TOKENS.split(page) if t]
    tags = [i for i, t in enumerate(tokens) if t[0] == "<" and len(t) > 2]
    if not tags:
        return page + rng.choice(_JUNK)
    return "".join(rng.choice(_DAMAGES)(rng, tokens, rng.choice(tags)))


def reword(rng: Random, page: str) -> str:
    """One change to the text between the tags."""
    tokens = [t for t in _TOKENS.split(page) if t]
    texts = [i for i, t in enumerate(tokens) if t[0] != "<" and not t.isspace()]
    if not texts:
        return page + grammar.piece(rng)
    for i in rng.sample(texts, min(len(texts), rng.choice((1, 1, 2, 8, 40)))):
        tokens[i] = grammar.altered(rng, tokens[i])
    return "".join(tokens)


def _drop(rng: Random, tokens: list[str], at: int) -> list[str]:
    del tokens[at : at + rng.choice((1, 1, 1, 2, 7, 40))]
    return tokens


def _double(rng: Random, tokens: list[str], at: int) -> list[str]:
    end = at + rng.choice((1, 1, 2, 9, 60))
    tokens[at:end] = tokens[at:end] * rng.choice((2, 2, 3, 20))
    return tokens


def _move(rng: Random, tokens: list[str], at: int) -> list[str]:
    end = at + rng.choice((1, 1, 3, 20))
    run = tokens[at:end]
    del tokens[at:end]
    to = rng.randint(0, len(tokens))
    return [*tokens[:to], *run, *tokens[to:]]


def _rename(rng: Random, tokens: list[str], at: int) -> list[str]:
    old = re.match(r"</?([^\s<>/]*)", tokens[at])
    new, name = rng.choice(_NAMES), old.group(1) if old else ""
    everywhere = rng.random() < 0.3
    for i in range(len(tokens)) if everywhere and name else (at,):
        tokens[i] = re.sub(rf"^(</?){re.escape(name)}(?![\w:])", rf"\g<1>{new}", tokens[i])
    return tokens


def _nest(rng: Random, tokens: list[str], at: int) -> list[str]:
    depth = rng.choice((1, 2, 10, 50, 300))
    wrap, close = rng.choice(
        (
            ("<div>", "</div>"),
            ("<table><tr><td>", "</td></tr></table>"),
            ("<span><b>", ""),
            ("<table><tr><td>1</td><td>", ""),
            ("<ul><li>", "</li></ul>"),
            ("<p>", "</p>"),
        )
    )
    end = min(len(tokens), at + rng.choice((1, 5, 50, len(tokens))))
    return [*tokens[:at], wrap * depth, *tokens[at:end], close * depth, *tokens[end:]]


def _span(rng: Random, tokens: list[str], at: int) -> list[str]:
    cells = [i for i, t in enumerate(tokens) if t.startswith(("<td", "<th"))]
    for i in rng.sample(cells, min(len(cells), rng.choice((1, 3, 30)))):
        kind = rng.choice(("rowspan", "colspan"))
        tokens[i] = f'{tokens[i][:3]} {kind}="{rng.choice(_SPANS)}"{tokens[i][3:]}'
    return tokens


def _attribute(rng: Random, tokens: list[str], at: int) -> list[str]:
    many = rng.choice((1, 1, 1, 30))
    tokens[at] = tokens[at][:-1] + "".join(f" {rng.choice(_ATTRIBUTES)}" for _ in range(many)) + ">"
    return tokens


def _junk(rng: Random, tokens: list[str], at: int) -> list[str]:
    tokens.insert(at, rng.choice(_JUNK) * rng.choice((1, 1, 1, 3, 50)))
    return tokens


def _grow(rng: Random, tokens: list[str], at: int) -> list[str]:
    tokens.insert(at, rng.choice(ATOMS) * rng.choice((5, 50, 300)))
    return tokens


def _unescape(rng: Random, tokens: list[str], at: int) -> list[str]:
    tokens[at] = tokens[at].replace("<", "&lt;") if rng.random() < 0.5 else tokens[at][:-1]
    return tokens


_DAMAGES = (
    _drop, _drop, _double, _move, _rename, _nest, _span, _span, _attribute, _junk, _junk, _grow, _unescape,
)  # fmt: skip
