"""Folders of saved pages with the right answers, written before the code that is to give them.

A case is a folder: names to contents. ``pages`` says of files what their records must carry; ``ends``
how every file ends (``read``, ``not_report``, ``unreadable``, ``skipped``); ``said`` codes that the run
or a record must say, ``silent`` codes that it must not.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.makers import docx

HOST = "www.yunxi.gov.cn"
ADDRESS = f"http://{HOST}/zwgk/nb/202401/t20240122_3001.html"
_TITLE = "云溪县水务局2023年政府信息公开工作年度报告"
_TEXT = [
    "云溪县水务局严格执行政府信息公开条例，及时公布应当让群众知晓的各类政府信息，主动接受社会监督。",
    "一、总体情况",
    "全年主动公开政府信息146条，其中政策文件9条，工作动态103条。",
    "二、收到和处理政府信息公开申请情况",
    "收到政府信息公开申请7件，全部按期答复。",
]


def page(
    *,
    title: str = _TITLE,
    body: str = "",
    head: str = "",
    top: str = "",
    info: str = "发布日期：2024-01-22",
) -> str:
    """A page with a report, or with ``body`` in its place."""
    text = body or "".join(f"<p>{line}</p>" for line in _TEXT)
    return (
        f'<!DOCTYPE html>{top}<html><head><meta charset="utf-8">{head}<title>{title}</title></head>'
        f'<body><div class="main"><h1>{title}</h1><div>{info}</div><div class="con">{text}</div></div>'
        "</body></html>"
    )


def document(title: str = _TITLE) -> bytes:
    """The report as a DOCX."""
    return docx.package("".join(docx.paragraph(line) for line in [title, *_TEXT]))


def carrier(*links: str, head: str = "", top: str = "") -> str:
    """A page that only links the report."""
    linked = "".join(f"<p>{link}</p>" for link in links)
    return page(body=f"<p>现予公布，请点击查看。</p>{linked}", head=head, top=top)


def saved(url: str) -> str:
    """What a browser writes at the top of a page that it saves."""
    return f"\n<!-- saved from url=({len(url):04}){url} -->\n"


@dataclass
class Of:
    """What the records of a file carry: the page's ``address`` (among the aliases), when it was
    fetched, whose host, what was used; how many of its record's attachments were read."""

    address: str | None = None
    fetched_at: str | None = None
    provenance: str | None = None
    used: tuple[str, ...] | None = None
    publish_date: str | None = None
    parsed: int | None = None
    text: str | None = None


@dataclass
class Case:
    name: str
    files: dict[str, str | bytes]
    pages: dict[str, Of] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
    reports: int = 1
    said: tuple[str, ...] = ()
    silent: tuple[str, ...] = ("context_contradicted",)


_GBK = page().replace("utf-8", "gbk").encode("gbk")
_HTTRACK = (
    f"\n<!-- Mirrored from {HOST}/zwgk/nb/show.jsp?id=31 by HTTrack Website Copier/3.x "
    "[XR&CO'2014], Mon, 04 Mar 2024 08:01:02 GMT -->\n"
)
_SINGLE = (
    f"\n<!--\n Page saved with SingleFile \n url: {ADDRESS} \n"
    " saved date: Mon Mar 04 2024 16:01:02 GMT+0800 (中国标准时间)\n-->\n"
)
_MHT = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: {0}\r\nSubject: =?utf-8?B?5bm05oql?=\r\n"
    "Date: Mon, 4 Mar 2024 08:01:02 -0000\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="----X"\r\n\r\n------X\r\n'
    "Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: {0}\r\n\r\n"
    "{1}\r\n------X--\r\n"
)
_PARTS = [
    "".join(f"<p>{line}</p>" for line in _TEXT[:3]),
    "".join(f"<p>{line}</p>" for line in _TEXT[3:]),
]
_PAGER = '<div class="page"><a href="{0}.html">1</a> <a href="{0}_1.html">2</a> <a href="{0}_1.html">下一页</a></div>'


def _part(number: int, stem: str) -> str:
    return page(body=_PARTS[number] + _PAGER.format(stem))


_CSV = "file,url,fetched_at,content_type\n"
CASES = [
    Case(
        "a manifest in CSV",
        {
            "a.html": page(),
            "manifest.csv": f"{_CSV}a.html,{ADDRESS},2024-03-04T08:01:02Z,text/html; charset=utf-8\n",
        },
        {"a.html": Of(ADDRESS, "2024-03-04T08:01:02Z", "official", ("manifest",), "2024-01-22")},
        {"a.html": "read", "manifest.csv": "skipped"},
    ),
    Case(
        "a manifest in JSON lines, with the time of another zone",
        {
            "a.html": page(),
            "pages.jsonl": f'{{"file": "a.html", "url": "{ADDRESS}", "fetched_at": "2024-03-04T16:01:02+08:00"}}\n',
        },
        {"a.html": Of(ADDRESS, "2024-03-04T08:01:02Z", "official", ("manifest",))},
        {"a.html": "read", "pages.jsonl": "skipped"},
    ),
    Case(
        "a manifest that a spreadsheet wrote, with Chinese headings",
        {
            "报告.html": page(),
            "清单.csv": f"序号,文件名,网址,抓取时间\r\n1,报告.html,{ADDRESS},2024-03-04 08:01:02\r\n".encode("gbk"),
        },
        {"报告.html": Of(ADDRESS, "2024-03-04T08:01:02Z", "official", ("manifest",))},
    ),
    Case(
        "a manifest above the folder of the pages",
        {
            "html/a.html": page(),
            "manifest.csv": f"{_CSV}html/a.html,{ADDRESS},,\n",
        },
        {"html/a.html": Of(ADDRESS, None, "official", ("manifest",))},
    ),
    Case(
        "a manifest that names a file that is not there",
        {"a.html": page(), "manifest.csv": f"{_CSV}a.html,{ADDRESS},,\nb.html,{ADDRESS}?2,,\n"},
        {"a.html": Of(ADDRESS)},
        said=("manifest_row_unused",),
    ),
    Case(
        "a manifest with an address that is none, and a line that is torn",
        {
            "a.html": page(top=saved(ADDRESS)),
            "manifest.jsonl": '{"file": "a.html", "url": "not an address"}\n{"file": "a.ht\n',
        },
        {"a.html": Of(ADDRESS, None, "official", ("saved_from",))},
        said=("manifest_row_unused",),
    ),
    Case(
        "a manifest that says otherwise than the browser's comment",
        {
            "a.html": page(top=saved("https://news.example.com/2024/3001.html")),
            "manifest.csv": f"{_CSV}a.html,{ADDRESS},,\n",
        },
        {"a.html": Of(ADDRESS, None, "official", ("manifest",))},
        said=("context_contradicted",),
        silent=(),
    ),
    Case(
        "a table of figures is no manifest",
        {"a.html": page(), "stat.csv": "区县,件数\n云溪县,7\n"},
        {"a.html": Of(None, None, "local", ())},
        {"a.html": "read", "stat.csv": "skipped"},
    ),
    Case(
        "the type of a file comes from the manifest",
        {
            "3001": "<p>一、总体情况</p>\n".replace("<p>", "").replace("</p>", "")
            + "\n".join([_TITLE, *_TEXT]),
            "manifest.csv": f"{_CSV}3001,http://{HOST}/zwgk/3001,2024-03-04,text/plain\n",
        },
        {"3001": Of(f"http://{HOST}/zwgk/3001", "2024-03-04T00:00:00Z", "official", ("manifest",))},
        {"3001": "read"},
    ),
    Case(
        "a page that a browser saved",
        {"a.html": page(top=saved(f"https://{HOST}/zwgk/t1.html"))},
        {"a.html": Of(f"https://{HOST}/zwgk/t1.html", None, "official", ("saved_from",))},
    ),
    Case(
        "a page in GBK that a browser saved",
        {"a.htm": saved(ADDRESS).encode() + _GBK},
        {"a.htm": Of(ADDRESS, None, "official", ("saved_from",))},
    ),
    Case(
        "a page that was saved from a disk",
        {"a.html": page(top=saved("file:///C:/Users/x/a.html"))},
        {"a.html": Of(None, None, "local", ())},
    ),
    Case(
        "a page saved by SingleFile",
        {"a.html": page().replace("<html>", f"<html>{_SINGLE}")},
        {"a.html": Of(ADDRESS, "2024-03-04T08:01:02Z", "official", ("saved_from",))},
    ),
    Case(
        "a page that names its own address",
        {"a.html": page(head=f'<link rel="canonical" href="{ADDRESS}">')},
        {"a.html": Of(ADDRESS, None, "official", ("canonical",))},
    ),
    Case(
        "a page that names its address for sharing",
        {"a.html": page(head=f'<meta property="og:url" content="{ADDRESS}">')},
        {"a.html": Of(ADDRESS, None, "official", ("og_url",))},
    ),
    Case(
        "a copy whose head names the original's address",
        {
            "a.html": page(
                head=f'<link rel="canonical" href="{ADDRESS}">'
                '<link rel="stylesheet" href="https://www.docshare.com/css/a.css">'
                '<script src="https://www.docshare.com/js/a.js"></script>'
            )
        },
        {"a.html": Of(None, None, "local", ())},
        said=("canonical_not_believed",),
    ),
    Case(
        "a browser's comment against the address that the page names",
        {
            "a.html": page(
                top=saved(ADDRESS),
                head='<link rel="canonical" href="https://www.docshare.com/v/3001.html">',
            )
        },
        {"a.html": Of(ADDRESS, None, "official", ("saved_from",))},
        said=("context_contradicted",),
        silent=(),
    ),
    Case(
        "addresses that differ only as one page's do",
        {
            "a.html": page(
                top=saved(f"https://{HOST}/zwgk/nb/index.html?from=groupmessage#a"),
                head=f'<link rel="canonical" href="http://{HOST}/zwgk/nb/">',
            )
        },
        {
            "a.html": Of(
                f"https://{HOST}/zwgk/nb/index.html?from=groupmessage",
                None,
                "official",
                ("saved_from", "canonical"),
            )
        },
    ),
    Case(
        "a folder of wget",
        {f"{HOST}/zwgk/nb/202401/t20240122_3001.html": page()},
        {f"{HOST}/zwgk/nb/202401/t20240122_3001.html": Of(ADDRESS, None, "official", ("folder",))},
    ),
    Case(
        "names of wget with a query",
        {
            f"{HOST}/show.jsp?id=3": page(),
            f"{HOST}/show.jsp@id=4.html": page(title=_TITLE.replace("水务", "教育")),
        },
        {
            f"{HOST}/show.jsp?id=3": Of(f"http://{HOST}/show.jsp?id=3", used=("folder",)),
            f"{HOST}/show.jsp@id=4.html": Of(f"http://{HOST}/show.jsp?id=4", used=("folder",)),
        },
        reports=2,
    ),
    Case(
        "a folder of wget with a port, and the page's own address in https",
        {f"{HOST}+8443/nb/t1.html": page(head=f'<link rel="canonical" href="https://{HOST}:8443/nb/t1.html">')},
        {
            f"{HOST}+8443/nb/t1.html": Of(
                f"https://{HOST}:8443/nb/t1.html", None, "official", ("canonical", "folder")
            )
        },
    ),
    Case(
        "a mirror of HTTrack",
        {
            f"mirror/{HOST}/zwgk/nb/show4f2a.html": page(top=_HTTRACK),
            "mirror/hts-log.txt": "HTTrack3.49-2 launched",
        },
        {
            f"mirror/{HOST}/zwgk/nb/show4f2a.html": Of(
                f"http://{HOST}/zwgk/nb/show.jsp?id=31",
                "2024-03-04T08:01:02Z",
                "official",
                ("saved_from",),
            )
        },
    ),
    Case(
        "folders whose names are no hosts",
        {"2023.12/v1.0/a.html": page(), "年报.bak/b.html": page(title=_TITLE.replace("水务", "教育"))},
        {"2023.12/v1.0/a.html": Of(None, None, "local", ()), "年报.bak/b.html": Of(None, None, "local", ())},
        reports=2,
    ),
    Case(
        "a page saved as one file",
        {"a.mht": _MHT.format(ADDRESS, page()).encode()},
        {"a.mht": Of(ADDRESS, "2024-03-04T08:01:02Z", "official", ("mail_header",))},
    ),
    Case(
        "a browser's folder of files holds the document",
        {
            "公开年报.html": carrier('<a href="./公开年报_files/P0202401.docx">附件</a>', top=saved(ADDRESS)),
            "公开年报_files/P0202401.docx": document(),
            "公开年报_files/style.css": "p {}",
        },
        {"公开年报_files/P0202401.docx": Of(publish_date="2024-01-22", provenance="official", parsed=1)},
        {
            "公开年报.html": "read",
            "公开年报_files/P0202401.docx": "read",
            "公开年报_files/style.css": "skipped",
        },
    ),
    Case(
        "a document beside its page, linked at the site's address",
        {
            "a.html": carrier(
                f'<a href="http://{HOST}/zwgk/nb/202401/P0202401.docx">{_TITLE}</a>', top=saved(ADDRESS)
            ),
            "P0202401.docx": document(),
        },
        {
            "P0202401.docx": Of(
                f"http://{HOST}/zwgk/nb/202401/P0202401.docx",
                None,
                "official",
                publish_date="2024-01-22",
                parsed=1,
            )
        },
        {"a.html": "read", "P0202401.docx": "read"},
    ),
    Case(
        "a document in two formats",
        {
            "a.html": carrier('<a href="nb.docx">年报Word版</a>', '<a href="nb.pdf">年报PDF版</a>'),
            "nb.docx": document(),
            "nb.pdf": b"%PDF-1.4\n%%EOF",
        },
        {"nb.docx": Of(publish_date="2024-01-22")},
        {"a.html": "read", "nb.docx": "read", "nb.pdf": "skipped"},
    ),
    Case(
        "the better format is damaged",
        {
            "a.html": carrier('<a href="nb.docx">年报Word版</a>', '<a href="nb.pdf">年报PDF版</a>'),
            "nb.docx": b"PK\x03\x04 word/document.xml",
            "nb.pdf": b"",
        },
        {},
        {"nb.docx": "unreadable", "nb.pdf": "unreadable"},
        reports=0,
    ),
    Case(
        "a page that holds the report itself, and its attachment",
        {"a.html": page(body="".join(f"<p>{x}</p>" for x in _TEXT) + '<p><a href="nb.docx">年报</a></p>'), "nb.docx": document()},
        {"a.html": Of(publish_date="2024-01-22")},
        {"a.html": "read", "nb.docx": "skipped"},
    ),
    Case(
        "a document that a list and an article link",
        {
            "a_list.html": page(
                title="政府信息公开年报",
                info="发布日期：2024-06-30",
                body='<p><a href="x1.docx">云溪县水务局2023年政府信息公开工作年度报告</a></p>'
                '<p><a href="x2.docx">云溪县教育局2023年政府信息公开工作年度报告</a></p>',
            ),
            "b_article.html": carrier(f'<a href="x1.docx">{_TITLE}</a>'),
            "x1.docx": document(),
            "x2.docx": document(_TITLE.replace("水务", "教育")),
        },
        {"x1.docx": Of(publish_date="2024-01-22")},
        {"x1.docx": "read", "x2.docx": "read"},
        reports=2,
    ),
    Case(
        "an article in two pages",
        {"t3001.html": _part(0, "t3001"), "t3001_1.html": _part(1, "t3001")},
        {"t3001.html": Of(parsed=2, text="收到政府信息公开申请7件")},
        {"t3001.html": "read", "t3001_1.html": "read"},
    ),
    Case(
        "an article in two pages in a folder of wget, linked from the root",
        {
            f"{HOST}/nb/index.html": _part(0, "/nb/index"),
            f"{HOST}/nb/index_1.html": _part(1, "/nb/index"),
        },
        {
            f"{HOST}/nb/index.html": Of(
                f"http://{HOST}/nb/index.html", provenance="official", parsed=2, used=("folder",)
            )
        },
        {f"{HOST}/nb/index.html": "read", f"{HOST}/nb/index_1.html": "read"},
    ),
    Case(
        "every file of a folder ends somewhere",
        {
            "a.aspx": page(),
            "b": page(title=_TITLE.replace("水务", "教育")),
            "c.php3": page(title=_TITLE.replace("水务", "民政")),
            "d.html": page(title="关于召开防汛会议的通知", body="<p>各乡镇：请按时参加会议，部署今年的防汛任务。</p>"),
            "e.pdf": b"%PDF-1.4 broken",
            "f.css": "p {}",
            "g.jpg": b"\xff\xd8\xff\xe0",
            "h.dat": b"\x00\x01\x02" * 50,
            "i.html": "",
            "j.json": "{}",
        },
        {},
        {
            "a.aspx": "read",
            "b": "read",
            "c.php3": "read",
            "d.html": "not_report",
            "e.pdf": "unreadable",
            "f.css": "skipped",
            "g.jpg": "skipped",
            "h.dat": "skipped",
            "i.html": "unreadable",
            "j.json": "skipped",
        },
        reports=3,
    ),
]  # fmt: skip
