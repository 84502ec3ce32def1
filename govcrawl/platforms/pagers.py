"""Pagers that a script draws: plug-ins that are told how many pages there are and what a click on
one does.

``laypage.render({count: 57, limit: 10, jump: function(obj, first){ location.href = 'list_' +
obj.curr + '.html' }})`` · ``$('#page').jqPaginator({totalPages: 6, onPageChange: function(num){ load(num)
}})``. Where what a click does is not understood, it is known at least that there are more pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from scrapy.http import TextResponse

from govcrawl.platforms.links import Fetch, Paging
from govcrawl.platforms.paging import natural, stated_records
from govcrawl.platforms.scripts import Scripts, arguments, member
from govcrawl.text import squash

_CALL = re.compile(
    r"(?:lay[pP]age(?:\.render)?|\.(?:pagination|paging|page|pager|Page|createPage|jqPaginator|twbsPagination"
    r"|whjPaging|extendPagination|bootstrapPaginator|zPager|sPage|Paging))\s*\("
)
_PAGES = ("pages", "totalPages", "totalPage", "pageCount", "pageTotal", "total_pages", "pageAll")
_ROWS = ("count", "totalCount", "totalData", "totalRecords", "totalCounts", "total", "totalNum",
         "records")  # fmt: skip
_SIZE = ("limit", "pageSize", "showData", "perPage", "pagesize", "items_per_page", "size", "rows")
_DOES = ("jump", "callback", "callBack", "backFn", "onPageChange", "onPageClick", "onPageClicked",
         "change", "click", "cb", "selectPage", "onSelectPage", "pageClick")  # fmt: skip
_FUNCTION = re.compile(r"(?:function\s*\w*\s*)?\(?([\w$,\s]{0,60})\)?\s*(?:=>\s*)?\{")
_CURRENT = re.compile(r"\b([\w$]{1,20})\.getCurrent\(\s*\)")
_HERE = ("", ".curr", ".current", ".page", ".pageNum", ".pageNo", ".currentPage")
_CALLS, _MOST, _BODY = 5, 2000, 6000
#: Boxes in which the numbers of pages are.
_BOX = "//*[re:test(concat(@class, ' ', @id), '(^|[\\s_-])(pages?|pager|paging|pagination|fenye)', 'i')]"
_BOXES, _LEAVES = 10, 60
_MORE = 1.3  # times the rows of a page, which the stated number must exceed to tell of more


def drawn(response: TextResponse) -> Paging | None:
    """The pages that follow by a plug-in of the page; None where there is none, or where what its
    pages are is not understood."""
    for scripts, options, pages in _plugged(response):
        called = next(filter(None, (member(options, name) for name in _DOES)), None)
        if pages < 2 or not called:
            continue
        following = [_asked(scripts, called, number) for number in range(2, min(pages, _MOST) + 1)]
        found = [fetch for fetch in following if fetch is not None]
        if found and len({fetch.key for fetch in found}) == pages - 1:
            return Paging(found, True)
    return None


def hints_at_more(response: TextResponse, rows: int) -> bool:
    """Whether a page with so many rows, of which no next page is known, states that there are
    more: by its pager, or by the number of rows that it states."""
    if any(pages > 1 for _, _, pages in _plugged(response)):
        return True
    records = stated_records(response.text)
    if records is not None and rows and records > _MORE * rows + 1:
        return True
    for box in islice(response.xpath(_BOX), _BOXES):
        leaves = islice(box.xpath(".//*[not(*)]"), _LEAVES)
        numbers = [
            natural(text)
            for leaf in leaves
            if leaf.root.tag != "option" and (text := squash(leaf.root.text or "")).isdigit()
        ]
        if numbers[:2] == [1, 2] and not box.xpath(".//a[@href and not(starts-with(@href, '#'))]"):
            return True
    return False


def _plugged(response: TextResponse) -> Iterator[tuple[Scripts, str, int]]:
    """Each plug-in's options, and how many pages they state."""
    if not _CALL.search(response.text):
        return
    scripts = Scripts.of(response)
    for match in islice(_CALL.finditer(scripts.text), _CALLS):
        given = arguments(scripts.text, match.end() - 1)
        options = next((g for g in given if g[:1] == "{"), "")

        def number(names: tuple[str, ...], options: str = options) -> int:
            stated = (member(options, name) for name in names)
            values = (scripts.value(one, {}) for one in stated if one)
            return next((n for value in values if (n := natural(value))), 0)

        rows, size = number(_ROWS), number(_SIZE)
        if given and given[0].isdigit():
            rows = natural(given[0])
        yield scripts, options, number(_PAGES) or (-(-rows // size) if rows and size else 0)


def _asked(scripts: Scripts, called: str, number: int) -> Fetch | None:
    """What a click on a page's number asks for or opens."""
    written = _FUNCTION.match(called)
    if written is None:
        name = called.strip()
        call, scope = f"{name}({number})", {}
    else:
        call = _CURRENT.sub(r"\1", called[written.end() :][:_BODY])
        names = [n.strip() for n in written[1].split(",") if n.strip()]
        scope = {f"{name}{end}": str(number) for name in names for end in _HERE}
    found = scripts.when_called(call, scope)
    return found[0].fetch if found else None
