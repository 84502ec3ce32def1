"""Menus that a script draws as a tree: dTree, zTree and kin, dhtmlx in XML.

``d.add(id, parent, 'name', 'url', …)``, the address also as a call (``javascript:show('12')``) · ``{id: 3, pId: 1, name: "年度报告", url: "list.jsp?…"}`` ·
``<item text="年度报告" id="list.jsp?…"><userdata name="url">…``. A node says little without the one
above it: 年度报告 below 县财政局 is the column of that body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from scrapy.http import TextResponse

from govcrawl.platforms.pages import join
from govcrawl.platforms.scripts import Scripts
from govcrawl.text import collapse

_ADDED = re.compile(
    r"""\.add\(\s*['"]?(-?\w{1,40})['"]?\s*,\s*['"]?(-?\w{1,40})['"]?\s*,\s*(?:'([^'\n]{0,200})'|"([^"\n]{0,200})")"""
    r"""(?:\s*,\s*(?:'([^'\n]{0,500})'|"([^"\n]{0,500})"))?"""
)
_OBJECT = re.compile(r"\{([^{}]{10,1500})\}")
_PAIR = re.compile(
    r"""["']?(\w{2,12})["']?\s*:\s*(?:"([^"\n]{0,500})"|'([^'\n]{0,500})'|(-?\d{1,15}))"""
)
_TEXT = 1_000_000  # characters looked at
#: Nodes of a tree of columns that are read.
_NODES = 5000
_PARENT = ("pid", "parentid", "parent_id", "parent", "fid")
_NAME = ("name", "text", "title", "label")
_URL = ("url", "href", "link", "linkurl", "file", "page")


class Node(NamedTuple):
    """``above``: the names of the nodes above it, the nearest first."""

    name: str
    url: str
    above: tuple[str, ...]


def nodes(response: TextResponse) -> list[Node]:
    """The nodes of the page's trees that lead anywhere, in their order."""
    raw = list(_items(response)) or [*_added(response), *_objects(response)]
    names = {own: (name, parent) for own, parent, name, _ in raw}
    found = []
    scripts: Scripts | None = None
    for own, _, name, address in raw:
        address = address.strip()
        if address.startswith("javascript:"):
            scripts = scripts or Scripts.of(response)
            address = _opened(scripts, address.partition(":")[2])
        url = join(response.url, address, response.encoding) if address else None
        if url is None or address.startswith("#"):
            continue
        above: list[str] = []
        at = names[own][1]
        while at in names and len(above) < 8:
            above.append(names[at][0])
            at = names[at][1]
        found.append(Node(name, url, tuple(above)))
    return found


def _opened(scripts: Scripts, call: str) -> str:
    """The address that a node's call opens, beside the tree or in its place; empty where that is
    not plain."""
    found = [one.fetch for one in scripts.when_called(call) if not one.fetch.body]
    return found[0].url if found else ""


def _script(response: TextResponse) -> str:
    found = response.xpath("//script[not(@src)]/text()").getall()
    return "\n".join(found)[:_TEXT] if found else response.text[:_TEXT]


def _added(response: TextResponse) -> Iterator[tuple[str, str, str, str]]:
    for m in islice(_ADDED.finditer(_script(response)), _NODES):
        yield m[1], m[2], collapse(m[3] or m[4] or ""), m[5] or m[6] or ""


def _objects(response: TextResponse) -> Iterator[tuple[str, str, str, str]]:
    text = _script(response)
    if "pid" not in text.lower() and "parent" not in text.lower():
        return
    for written in islice(_OBJECT.findall(text), _NODES):
        value = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _PAIR.finditer(written)}
        parent = next((value[n] for n in _PARENT if n in value), None)
        name = next((value[n] for n in _NAME if value.get(n)), "")
        if parent is not None and value.get("id") and name:
            url = next((value[n] for n in _URL if value.get(n)), "")
            yield value["id"], parent, collapse(name), url


def _items(response: TextResponse) -> Iterator[tuple[str, str, str, str]]:
    """The items of a tree that is XML itself."""
    if "<tree" not in response.text[:2000]:
        return
    for item in islice(response.xpath("//tree//item[@text]"), _NODES):
        above = item.xpath("./parent::item/@id").get() or ""
        stated = item.xpath("./userdata[contains(@name, 'url') or contains(@name, 'href')]/text()")
        own = item.attrib.get("id", "")
        address = stated.get() or item.attrib.get("href") or (own if "." in own else "")
        yield own, above, collapse(item.attrib["text"]), address
