"""Articles that a page carries as JSON for its script to draw, made into markup.

The 信息公开目录 platform of Guangdong (gkmlpt) keeps the article in
``window._CONFIG = {…, DETAIL: {"title": …, "content": "<p>…"}}``; saved pages often hold nothing
else. What ``DETAIL`` says in named fields becomes the header block that the script would draw.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from typing import Any

from govcrawl.text import squash

_DETAIL = re.compile(r"""DETAIL["']?\s*:\s*(?=\{)""")
_TAG = re.compile(r"<[^<>]*>")
_DECODER = json.JSONDecoder(strict=False)
#: Fields of ``DETAIL`` and the label each is drawn with; the first one filled counts.
_LABELS = (
    ("索引号", ("identifier",)),
    ("文号", ("document_number",)),
    ("发布机构", ("publisher",)),
    ("成文日期", ("date",)),
    ("发布日期", ("display_publish_time", "first_publish_time", "publish_time", "created_at")),
    ("来源", ("source",)),
)
_CHINA = dt.timezone(dt.timedelta(hours=8))
_PROBE = 40


_CONTENT = re.compile(r'"content"\s*:\s*(?=")')
#: Marks, in the markup of an article, the element with what the script holds as a string.
HOLDER = "data-govcrawl-literal"


def embedded_article(page: str, visible: str) -> str | None:
    """Markup of the article in a page's script, or None where there is none or the page's
    visible text shows it already. Never raises."""
    match = _DETAIL.search(page)
    if match is None:
        return None
    try:
        detail, _ = _DECODER.raw_decode(page, match.end())
    except (ValueError, RecursionError):
        return None
    content = detail.get("content")
    if not isinstance(content, str):
        return None
    text = squash(html.unescape(_TAG.sub("", content)))
    if not text or text[-_PROBE:] in squash(visible):
        return None
    rows = [f"<dt>{label}</dt><dd>{_shown(detail, names)}</dd>" for label, names in _LABELS]
    title = html.escape(str(detail.get("title") or ""))
    holder = f"<div id='zoom' {HOLDER}>{content}</div>"
    return f"<div><h1>{title}</h1><dl>{''.join(rows)}</dl>{holder}</div>"


def literal_in(script: str) -> tuple[int, int] | None:
    """Where in a script's text the string literal with the article's markup is."""
    match = _DETAIL.search(script)
    if match is None:
        return None
    try:
        detail, _ = _DECODER.raw_decode(script, match.end())
        for field in _CONTENT.finditer(script, match.end()):
            text, end = _DECODER.raw_decode(script, field.end())
            if text == detail["content"]:
                return field.end(), end
    except (ValueError, RecursionError, KeyError):
        pass
    return None


def _shown(detail: dict[str, Any], names: tuple[str, ...]) -> str:
    value = next((detail[name] for name in names if detail.get(name)), "")
    if isinstance(value, int) and 0 < value < 2**32:  # seconds since 1970, read in China's time
        return dt.datetime.fromtimestamp(value, _CHINA).date().isoformat()
    return html.escape(value) if isinstance(value, str) else ""
