from govcrawl.reading.formats.html.html import read_html
from govcrawl.reading.page.article_region import find_region

PARAGRAPHS = [
    "2020年政府信息公开工作年度报告",
    "一、总体情况",
    "全年主动公开政府信息120条,均在法定期限内予以公布,并接受监督。",
    "二、依申请公开情况",
    "共收到政府信息公开申请6件,全部按时答复,没有引起行政复议。",
]
NAV = "<ul>" + "".join(f'<li><a href="/{i}">栏目{i}</a></li>' for i in range(8)) + "</ul>"


def body(paragraphs=PARAGRAPHS, tag="p"):
    return "".join(f"<{tag}>{p}</{tag}>" for p in paragraphs)


def article(html):
    document = read_html(html)
    region = find_region(document.blocks, document.tree)
    return [b.text for b in document.blocks[region.start : region.end]], region


def test_a_container_with_a_foot_beside_it_holds_the_article():
    texts, region = article(f'{NAV}<div id="zoom">{body()}</div><p>主办单位:某县政府</p>')
    assert texts == PARAGRAPHS
    assert region.rule == "density"


def test_a_container_of_any_name_is_found_by_its_mass():
    texts, region = article(f'<div>{NAV}</div><div class="footer-box">{body(tag="div")}</div>')
    assert texts == PARAGRAPHS
    assert region.rule == "density"


def test_an_empty_known_container_is_no_article():
    texts, _ = article(f'<div id="zoom"></div>{NAV}<td><div class="x">{body()}</div></td>')
    assert texts == PARAGRAPHS


def test_no_section_is_cut_off_by_the_heaviest_one():
    long = [*PARAGRAPHS[:3], "继续做好各项工作,回应社会关切,提高服务水平。" * 40]
    html = f"{NAV}<main><section>{body(long)}</section><section>{body(PARAGRAPHS[3:])}</section></main>"
    texts, _ = article(html)
    assert set(PARAGRAPHS) <= set(texts)
    assert "栏目1" not in texts


def test_of_a_desktop_and_a_mobile_copy_the_first_is_read():
    html = f'{NAV}<div class="pc">{body()}</div><div class="mobile">{body()}</div>'
    assert article(html)[0] == PARAGRAPHS


def test_a_strange_letter_beside_the_report_stays_outside():
    letter = "某某代表:您提出的关于加快产业发展的建议收悉,现答复如下。感谢您的关心和支持!" * 3
    texts, _ = article(f'<div class="a">{body()}</div><div class="b"><p>{letter}</p></div>')
    assert texts == PARAGRAPHS


def test_deep_nesting_is_read():
    html = "<div>" * 5000 + body() + "</div>" * 5000
    document = read_html(html)
    assert [i.code for i in document.issues] == ["deep_nesting"]
    assert "".join(PARAGRAPHS) == "".join(b.text for b in document.blocks)
