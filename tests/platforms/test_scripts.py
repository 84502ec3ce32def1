"""What a page's scripts ask for and open."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from govcrawl.platforms.links import Fetch
from govcrawl.platforms.paging import following
from govcrawl.platforms.scripts import Scripts, counted
from govcrawl.platforms.trees import nodes

AT = "http://www.x.gov.cn/gk/list.html"


def page(body: str, url: str = AT) -> HtmlResponse:
    text = f"<html><head><title>x</title></head><body>{body}</body></html>"
    return HtmlResponse(url, body=text.encode(), encoding="utf-8")


@pytest.mark.parametrize(
    ("script", "url", "body", "counts"),
    [
        (
            "function load(d,n){$.get('/list.do',{dept:d,pageNo:n,size:20},function(h){})}load(7,1)",
            "/list.do?dept=7&pageNo=1&size=20", "", "pageNo",
        ),
        (
            'var ch="9f";function go(p){$.ajax({url:"/common/search/"+ch+"?_isJson=true&page="+p,type:"GET"})}go(1);',
            "/common/search/9f?_isJson=true&page=1", "", "page",
        ),
        (
            "var a='11';function go(n){$.ajax({type:'post',url:'/s.jsp',data:'area='+a+'&currpage='+n})}go(1)",
            "/s.jsp", "area=11&currpage=1", "currpage",
        ),
        (
            "function a(d){b(d,1)}function b(d,n){$.post('/l.action',{d:d,n:n})}a('40');",
            "/l.action", "d=40&n=1", "n",
        ),
        (
            "var q={lm:'nb',dqy:1};axios.post('/api/q',q)",
            "/api/q", '{"lm": "nb", "dqy": 1}', "",
        ),
        ("fetch(`/api/nb?page=${1}`)", "/api/nb?page=1", "", "page"),
        ("const u='/a/'+encodeURIComponent('b')+'.json?page=1';$.getJSON(u)", "/a/b.json?page=1", "", "page"),
    ],
)  # fmt: skip
def test_what_a_page_asks_for_by_itself(script: str, url: str, body: str, counts: str) -> None:
    asked = Scripts(page(f"<script>{script}</script>")).at_once()[0]
    assert (asked.fetch.url, asked.fetch.body) == (f"http://www.x.gov.cn{url}", body)
    assert asked.counts == counts


def test_what_is_not_known_is_not_asked_for() -> None:
    """Values that only the running script has, and counters of visits."""
    for script in (
        "$.post('/list.do',{token:window.crypto.x(),page:1})",
        "$.get('/visit/count.do?id=3')",
        "$.get('javascript:void(0)')",
    ):
        assert Scripts(page(f"<script>{script}</script>")).at_once() == []


def test_tabs_choices_and_files() -> None:
    body = """<li onclick="loadList(501,1)">县教育局</li><li onclick="loadList(502,1)">县财政局</li>
    <select onchange="location.href='iList.jsp?node='+this.value+'&cat=9'">
    <option value="A1">青山镇</option></select>
    <a href="javascript:;" onclick="downloadFile('9f','报告.pdf')">报告.pdf</a><script>
    function loadList(id,page){$.get('/f.do',{dept:id,pageNo:page})}
    function downloadFile(id,n){window.open('/attach/download?id='+id)}</script>"""
    found = {text: (asked.fetch.url.removeprefix("http://www.x.gov.cn"), asked.opens)
             for text, asked in Scripts(page(body)).clicks()}  # fmt: skip
    assert found == {
        "县教育局": ("/f.do?dept=501&pageNo=1", False),
        "县财政局": ("/f.do?dept=502&pageNo=1", False),
        "青山镇": ("/gk/iList.jsp?node=A1&cat=9", True),
        "报告.pdf": ("/attach/download?id=9f", True),
    }


def test_elements_that_a_script_listens_to() -> None:
    body = """<ul><li class="dept" data-id="500">县政府</li><li class="dept" data-id="501">县教育局</li></ul>
    <select id="s"><option value="2020">2020年</option></select><script>
    $('.dept').click(function(){var id=$(this).attr('data-id');$.get('/l.do',{d:id,page:1})});
    $(document).on('change','#s',function(){location.href='/y?y='+$(this).val()})</script>"""
    found = [(text, asked.fetch.url) for text, asked in Scripts(page(body)).clicks()]
    assert found == [
        ("县政府", "http://www.x.gov.cn/l.do?d=500&page=1"),
        ("县教育局", "http://www.x.gov.cn/l.do?d=501&page=1"),
        ("2020年", "http://www.x.gov.cn/y?y=2020"),
    ]


def test_a_function_sees_what_was_chosen_and_what_its_caller_has_set() -> None:
    body = """<select id="area" onchange="go()"><option value="a1">县财政局</option></select>
    <select id="ch"><option value="9f">县教育局</option></select><script>
    var channel='7a';function go(){var a=document.getElementById('area').value;location.href='/n?area='+a}
    function load(n){$.get('/search/'+channel+'?page='+n)}load(1);
    $('#ch').change(function(){channel=$(this).val();load(1)})</script>"""
    scripts = Scripts(page(body))
    assert {text: asked.fetch.url for text, asked in scripts.clicks()} == {
        "县财政局": "http://www.x.gov.cn/n?area=a1",
        "县教育局": "http://www.x.gov.cn/search/9f?page=1",
    }
    assert [asked.fetch.url for asked in scripts.at_once()] == [
        "http://www.x.gov.cn/search/7a?page=1"
    ]


def test_pages_that_a_function_turns() -> None:
    for link, url in (
        ("<a href='javascript:go(2)'>下一页</a>", "http://www.x.gov.cn/gk/list_2.html"),
        (
            "<a href='javascript:void(0)' onclick='more(2)'>下一页</a>",
            "http://www.x.gov.cn/l?c=3&p=2",
        ),
    ):
        body = f"""{link}<script>function go(n){{location.href='list_'+n+'.html'}}
        function more(n){{var u='/l?c=3';window.location=u+'&p='+n}}</script>"""
        assert [fetch.url for fetch in following(page(body)).pages] == [url]


def test_the_same_request_for_another_page() -> None:
    assert counted(Fetch("http://x/l?a=1&n=1"), "n", 3).url == "http://x/l?a=1&n=3"
    assert counted(Fetch("http://x/l", "a=1&n=1"), "n", 3).body == "a=1&n=3"
    assert counted(Fetch("http://x/l", '{"n": 1}'), "n", 3).body == '{"n": 3}'


def test_a_node_says_whose_column_it_is() -> None:
    body = """<script>d = new dTree('d');d.add(0,-1,'目录');d.add(1,0,'县财政局','');
    d.add(2,1,'年度报告','list.jsp?d=1','','main');var z=[{id:5,pId:0,name:"青山镇"},
    {id:6, pId:5, name:"年度报告", url:"/z/6.html"}];</script>"""
    found = {(node.name, node.url, node.above[:1]) for node in nodes(page(body))}
    assert ("年度报告", "http://www.x.gov.cn/gk/list.jsp?d=1", ("县财政局",)) in found
    xml = """<?xml version="1.0"?><tree id="0"><item text="县财政局" id="a"><item text="年度报告" id="b">
    <userdata name="url">/x/b.html</userdata></item></item></tree>"""
    tree = HtmlResponse(AT, body=xml.encode(), encoding="utf-8")
    assert [(n.name, n.above) for n in nodes(tree)] == [("年度报告", ("县财政局",))]


@given(st.text(alphabet="$.get(){}[]'\"`\\+,;=:/ abfunction\n", max_size=400))
def test_any_script_is_read_to_an_end(text: str) -> None:
    scripts = Scripts(page(f"<a onclick='f(1)'>甲</a><script>{text}</script>"))
    scripts.at_once()
    list(scripts.clicks())


@pytest.mark.parametrize(
    "script",
    [
        "$.ajax({url:'/a',data:{" * 5000,
        "function f(){f();" * 3000,
        "var a=" + "(" * 20000,
        "f(" * 20000 + "function f(a){g(a)}function g(a){f(a)}",
    ],
)
def test_hostile_scripts_take_no_time(script: str) -> None:
    body = "<a onclick='f(1)'>甲</a>" * 500 + f"<script>{script}</script>"
    begun = time.process_time()
    scripts = Scripts(page(body))
    scripts.at_once()
    list(scripts.clicks())
    assert time.process_time() - begun < 5


def test_only_what_may_open_a_page_is_worked_out_where_nothing_else_is_of_interest() -> None:
    source = page(
        "<script>function big(){$('.a').css('x','y')} function go(i){window.open('/f/'+i+'.pdf')}"
        "function via(i){go(i)} function load(n){$.get('/l.do',{page:n})}"
        "$('.b').click(function(){location.href='/b.pdf'})</script>"
        '<i onclick="big()">A</i><i onclick="via(3)">B</i><i onclick="load(1)">C</i><i class="b">D</i>'
        "<i onclick=\"location.href='/e.pdf'\">E</i>"
    )
    everything = [(text, asked) for text, asked in Scripts(source).clicks() if asked.opens]
    assert [(text, asked.fetch.url[-6:]) for text, asked in everything] == [
        ("B", "/3.pdf"),
        ("E", "/e.pdf"),
        ("D", "/b.pdf"),
    ]
    assert list(Scripts(source).clicks(opening=True)) == everything
