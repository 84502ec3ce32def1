from govcrawl.reading.formats.html.html import read_html


def texts(html):
    return [b.text for b in read_html(html).blocks]


def test_an_early_end_of_the_page_does_not_end_it():
    assert texts("<html><body></body></html><div><p>甲</p><p>乙</p></div></body></html>") == [
        "甲",
        "乙",
    ]


def test_list_items_and_line_breaks_are_paragraphs():
    assert texts("<ul><li>收到3件</li><li>答复3件</li></ul>一<br>二<br/><br>三") == [
        "收到3件",
        "答复3件",
        "一",
        "二",
        "三",
    ]


def test_spans_are_joined_and_white_space_between_numbers_stays():
    assert texts("<p><span>2020</span> <span>12</span><b>件</b></p>") == ["2020 12件"]
    assert texts("<p>主动公开\n   政府信息&nbsp;3&#160;条</p>") == ["主动公开政府信息 3 条"]


def test_hidden_text_scripts_and_comments_are_not_read():
    html = (
        '<p>甲</p><div style="display:none">乙</div><div hidden>丙</div><!-- 丁 -->'
        "<script>戊</script><noscript>己</noscript><select><option>庚</option></select>"
    )
    assert texts(html) == ["甲"]


def test_markup_inside_the_title_and_metas_is_dropped():
    document = read_html(
        "<head><title><b>某局</b>年度报告</title><meta name='PubDate' content='2020-01-02'>"
        "<META content='<p>某局</p>' name='ContentSource'></head><body>甲</body>"
    )
    assert document.metadata == {
        "title": "某局年度报告",
        "pubdate": "2020-01-02",
        "contentsource": "某局",
    }


def test_attachments_are_listed_once_with_their_type():
    document = read_html(
        '<a href="/files/a.pdf">年度报告.pdf</a><a href="/files/a.pdf">下载</a>'
        "<a href='b.DOCX?x=1' title='附表'>…</a><a href='c.html'>丙</a>",
        url="http://x.gov.cn/art/1.html",
    )
    assert [(a.url, a.title, a.media_type and a.media_type[-8:]) for a in document.attachments] == [
        ("http://x.gov.cn/files/a.pdf", "年度报告.pdf", "tion/pdf"),
        ("http://x.gov.cn/art/b.DOCX?x=1", "附表", "document"),
    ]


def test_text_between_blocks_is_not_lost():
    assert texts("<div>甲<p>乙</p>丙</div>丁") == ["甲", "乙", "丙", "丁"]


def test_junk_gives_no_exception():
    for html in (
        "",
        "<",
        "<<<>>>",
        "<table><tr><td>",
        "\x00\x01",
        "<?xml version='1.0'?>",
        "&#xD800;",
    ):
        read_html(html)


def test_a_figure_in_a_field_of_a_sentence_is_part_of_it() -> None:
    document = read_html(
        "<body><p>主动公开<input type=text value=' 312 '>条，<input type=hidden value=9>收到"
        "<input value=7>件。</p><p>搜索 <input value=关键字></p></body>"
    )
    texts = [block.text for block in document.blocks]
    assert texts == ["主动公开312条，收到7件。", "搜索"]
    place = document.blocks[0].place
    assert place is not None
    assert place.anchor(4, 7, {}) == "html:/1/1/1"
    assert place.anchor(0, None, {}).split() == [
        "html:/1/1@0-4", "html:/1/1/1", "html:/1/1@4-8", "html:/1/1/3", "html:/1/1@8-10",
    ]  # fmt: skip


def test_text_of_a_table_that_stands_in_no_cell_stands_before_it():
    """As browsers show it; in pieces that its elements do not part."""
    cells = "<tr><td>项目</td>丁44<td>数</td></tr><tr>戊<b>5</b>5<td>规章</td><td>1</td></tr>"
    document = read_html(f"<p>前</p><table>甲33{cells}12 <i>7</i>件</table><p>后</p>")
    assert [b.text for b in document.blocks] == [
        *("前", "甲33", "丁44", "戊55", "12 7件"),
        "项目 数 规章 1",
        "后",
    ]
    anchors = [b.place.anchor(0, None, document.place_cache) for b in document.blocks[1:5]]
    assert [a.partition("@")[2] for a in anchors] == ["0-3", "2-5", "0-3", "15-17+18-20"]
