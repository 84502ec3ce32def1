"""Witnesses weighed against each other."""

from __future__ import annotations

import itertools

import pytest

from govcrawl.saved.context import same, weigh
from govcrawl.saved.origin_clues import Kind, Sites, Witness

_A, _B = "http://www.yunxi.gov.cn/nb/t1.html", "http://www.yunxi.gov.cn/nb/t2.html"
_FOREIGN = "http://www.docshare.com/v/1.html"
_ORDER: list[Kind] = ["manifest", "saved_from", "canonical", "folder"]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(_ORDER, 2)))
def test_the_more_trusted_gives_the_address_and_the_other_is_said(
    first: Kind, second: Kind
) -> None:
    for voices in (
        [Witness(first, _A), Witness(second, _B)],
        [Witness(second, _B), Witness(first, _A)],
    ):
        context = weigh(voices, Sites(), "a.html")
        assert (context.url, context.used) == (_A, (first,))
        assert [(m.code, severity) for m, severity in context.said] == [
            ("context_contradicted", "info")
        ]


@pytest.mark.parametrize("first", ["manifest", "saved_from"])
def test_another_site_is_a_warning(first: Kind) -> None:
    context = weigh([Witness(first, _A), Witness("folder", _FOREIGN)], Sites(), "a.html")
    assert [(m.code, severity) for m, severity in context.said] == [
        ("context_contradicted", "warn")
    ]


def test_an_address_that_only_the_page_names() -> None:
    named = [Witness("canonical", _A)]
    assert weigh(named, Sites(), "a").url == _A
    own = Sites(own=frozenset({"yunxi.gov.cn"}))
    assert weigh(named, own, "a").url == _A
    copied = Sites(own=frozenset({"docshare.com"}))
    context = weigh(named, copied, "a")
    assert (context.url, context.used) == (None, ())
    assert [m.code for m, _ in context.said] == ["canonical_not_believed"]
    loaded = Sites(own=frozenset({"cdn.com"}), loaded=frozenset({"yunxi.gov.cn"}))
    assert weigh(named, loaded, "a").url == _A


def test_a_page_that_names_another_site_than_its_folder_is_not_believed() -> None:
    context = weigh([Witness("canonical", _FOREIGN), Witness("folder", _A)], Sites(), "a")
    assert (context.url, context.used) == (_A, ("folder",))
    assert [m.code for m, _ in context.said] == ["context_contradicted"]


def test_time_and_type_come_from_whoever_tells_them() -> None:
    voices = [
        Witness("manifest", "", None, "text/html"),
        Witness("saved_from", _A, "2024-03-04T08:01:02Z"),
    ]
    context = weigh(voices, Sites(), "a")
    assert (context.url, context.fetched_at, context.content_type, context.used) == (
        _A, "2024-03-04T08:01:02Z", "text/html", ("saved_from",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        (_A, _A.replace("http:", "https:").replace("www.", ""), True),
        ("http://x.gov.cn/nb/", "http://x.gov.cn/nb/index.shtml", True),
        ("http://x.gov.cn:80/nb", "http://x.gov.cn/nb/", True),
        (_A, f"{_A}?from=a", True),
        (_A, _B, False),
        ("http://x.gov.cn/?id=1", "http://x.gov.cn/?id=2", False),
        ("http://x.gov.cn:8080/", "http://x.gov.cn/", False),
    ],
)
def test_one_page_under_two_spellings(one: str, other: str, are: bool) -> None:
    assert same(one, other) is are
