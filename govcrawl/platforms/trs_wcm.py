"""TRS WCM: static pages, ``index.html`` then ``index_1.html`` …, articles ``t20240120_1234.html``.

The number of pages stands in a script: ``createPageHTML(pages, current, "index", "html")``, with
the number of records before it on some sites, or ``var countPage = N``. Some sites keep the first
page only and answer the others with a stub: that is said, not passed over.
"""

from __future__ import annotations

import re
from typing import ClassVar

from govcrawl.platforms.generic import Generic


class TrsWcm(Generic):
    name = "trs_wcm"
    signs: ClassVar = (
        (re.compile(r"TRS_Editor|trs_editor_view|TRS_UEDITOR|TRS_WCM"), 0.8),
        (re.compile(r"/t20\d{6}_\d+\.s?html?"), 0.7),
        (re.compile(r"createPageHTML\w*\(\s*['\"]?\d"), 0.6),
        (re.compile(r"countPage\s*="), 0.5),
    )
    url_signs: ClassVar = ((re.compile(r"/t20\d{6}_\d+\.s?html?"), 0.7),)
