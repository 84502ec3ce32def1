"""Lists of where saved files came from."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.saved.manifest import moment_of, read_manifest

_URL = "http://www.yunxi.gov.cn/nb/t1.html"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.csv", f"file,url\na.html,{_URL}\n"),
        ("m.csv", f"\ufeffURL;File Name\r\n{_URL};a.html\r\n"),
        ("m.csv", f'"path","source_url"\n"a.html","{_URL}"\n\n'),
        ("m.tsv", f"文件\t网址\na.html\t{_URL}\n"),
        ("m.jsonl", json.dumps({"file": "a.html", "url": _URL})),
        ("m.ndjson", "\n" + json.dumps({"Path": "a.html", "URI": _URL, "size": 3}) + "\n"),
    ],
)
def test_ways_to_write_it(name: str, text: str) -> None:
    rows = read_manifest(text.encode(), name)
    assert rows is not None
    assert [(row.file, row.url, row.wrong) for row in rows] == [("a.html", _URL, "")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "区县,件数\n云溪县,7\n"),
        ("a.csv", ""),
        ("a.csv", "url\nhttp://x.gov.cn/\n"),
        ("a.jsonl", '{"report_id": "x", "source": {"url": "y"}}\n'),
        ("a.jsonl", "[1, 2]\n"),
        ("a.jsonl", "not json\n"),
    ],
)
def test_other_lists_are_none(name: str, text: str) -> None:
    assert read_manifest(text.encode(), name) is None


def test_what_cannot_be_used_is_told_with_its_line() -> None:
    text = f"file,url,fetched_at,content_type\na.html,nowhere,,\n,{_URL},,\nb.html,{_URL},neulich,html\nc.html\n"
    rows = read_manifest(text.encode(), "m.csv")
    assert rows is not None
    assert [(r.line, r.file, r.url, r.fetched_at, r.content_type, r.wrong) for r in rows] == [
        (2, "a.html", None, None, None, "nowhere"),
        (3, "", _URL, None, None, "file = ?"),
        (4, "b.html", _URL, None, None, "neulich"),
        (5, "c.html", None, None, None, ""),
    ]


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2024-03-04T08:01:02Z", "2024-03-04T08:01:02Z"),
        ("2024-03-04T08:01:02.123Z", "2024-03-04T08:01:02Z"),
        ("2024-03-04 16:01:02+0800", "2024-03-04T08:01:02Z"),
        ("2024-3-4 8:01", "2024-03-04T08:01:00Z"),
        ("2024/03/04", "2024-03-04T00:00:00Z"),
        ("2024年3月4日", "2024-03-04T00:00:00Z"),
        ("20240304080102", "2024-03-04T08:01:02Z"),
        ("2024-13-04", None),
        ("04.03.2024", None),
        ("1709539262", None),
    ],
)
def test_moments(told: str, moment: str | None) -> None:
    assert moment_of(told) == moment


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.tsv", "a.jsonl"]))
def test_no_bytes_raise(data: bytes, name: str) -> None:
    read_manifest(data, name)
    read_manifest(b"file,url\n" + data, name)
