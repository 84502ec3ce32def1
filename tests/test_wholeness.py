"""What tells that a body was cut, and what does not: sloppy pages are whole too."""

from __future__ import annotations

import pytest

from govcrawl.wholeness import breaks_off

PAGE = (
    b"<!DOCTYPE html><html><head><title>t</title></head><body><div class=a><div class=b>"
    b"<p>text text text</p><table><tr><td>1</td><td>2</td></tr></table></div></div></body></html>"
)


@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        PAGE.replace(b"</body></html>", b""),
        PAGE.replace(b"</div></div></body></html>", b"</div>\r\n"),  # one container left open
        PAGE.replace(b"</html>", b"") + b"<script>count()</script>",
        b"<ul><li>a<li>b</ul>",
        b"<html><body><p>one<p>two</p>",
    ],
)
def test_sloppy_pages_are_not_cut(body: bytes) -> None:
    assert not breaks_off(body)


def test_a_page_cut_anywhere_in_its_text_or_its_table_is_cut() -> None:
    """Only a cut right behind an end tag outside the table cannot be told."""
    untold = [
        size
        for size in range(PAGE.index(b"<body"), len(PAGE) - len(b"</body></html>"))
        if not breaks_off(PAGE[:size])
    ]
    assert all(
        PAGE[:size].endswith((b"</head>", b"<body>", b"</p>", b"</table>", b"</div>"))
        for size in untold
    )
    assert len(untold) <= 5
