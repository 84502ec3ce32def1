"""TRS WCM: static pages, ``index.html`` then ``index_1.html`` …, articles ``t20240120_1234.html``.

The number of pages stands in a script: ``createPageHTML(pages, current, "index", "html")``, with
one more number before the name on some sites, or ``var countPage = N``.
"""

from __future__ import annotations

import re

from scrapy.http import TextResponse

from govcrawl.platforms.generic import Generic

_MARKS = re.compile(
    r"createPageHTML\w*\(|TRS_Editor|trs_editor_view|TRS_UEDITOR|TRS_WCM|/t20\d{6}_\d+\.s?html?"
)


class TrsWcm(Generic):
    name = "trs_wcm"

    def recognise(self, response: TextResponse) -> bool:
        return _MARKS.search(response.text) is not None
