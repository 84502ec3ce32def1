"""Articles carried as JSON for the page's script."""

import json

from govcrawl.reading import read
from govcrawl.reading.formats.embedded import embedded_article

TITLE = "惠州市惠阳区林业局2020年政府信息公开工作年度报告"
CONTENT = (
    "<p>一、总体情况</p><p>全年主动公开政府信息215条,收到政府信息公开申请3件,均按时答复。</p>"
    "<p>二、存在的主要问题</p><p>内容还不够丰富,下一步将加强解读,提高公开的质量和时效。</p>"
)


def page(body="", **detail):
    detail = {"title": TITLE, "content": CONTENT, **detail}
    config = f"{{SID: '1', DETAIL: {json.dumps(detail)}, TREE: []}}"
    return f"<body><div id='app'>{body}</div><script>window._CONFIG = {config};</script></body>"


def test_the_article_and_its_header_block():
    text = page(identifier="K1/2021-1", document_number="", publisher="区林业局", date=1611619200)
    (report,) = read(text.encode()).reports
    assert report.title == TITLE
    assert report.body.split("\n")[0] == "一、总体情况"
    assert (report.index_number, report.doc_number) == ("K1/2021-1", None)
    assert (report.issuer, report.document_date) == ("区林业局", "2021-01-26")


def test_an_article_that_is_drawn_already_is_not_read_twice():
    assert embedded_article(page(), "一、总体情况") is not None
    (report,) = read(page(f"<h1>{TITLE}</h1>{CONTENT}").encode()).reports
    assert report.body.count("总体情况") == 1


def test_broken_scripts_are_left_alone():
    assert embedded_article("DETAIL: {broken", "") is None
    assert embedded_article('DETAIL: {"content": null}', "") is None
    assert embedded_article("no such thing", "") is None
