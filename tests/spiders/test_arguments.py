"""Spider arguments: what is taken, and what is said of the rest."""

from __future__ import annotations

import pytest

from govcrawl.portals import Portal
from govcrawl.spiders.arguments import Arguments, ArgumentsError, check

PORTALS = {
    "kaili": Portal(name="凯里市", adcode="522601", start=["http://k/"]),
    "hezhang": Portal(name="赫章县", adcode="520527", start=["http://h/", "http://h/nb/"]),
}


def test_targets_years_and_full() -> None:
    given = {"portal": "kaili, hezhang", "url": "https://x.gov.cn/", "years": "2019-2021,2024"}
    assert check(given, PORTALS) == Arguments(
        starts=[
            ("kaili", "http://k/"),
            ("hezhang", "http://h/"),
            ("hezhang", "http://h/nb/"),
            (None, "https://x.gov.cn/"),
        ],
        years=frozenset({2019, 2020, 2021, 2024}),
        full=False,
    )
    assert check({"portal": "kaili", "full": "1"}, PORTALS).full


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({}, "hezhang|kaili"),
        ({"portal": "kaly"}, "did you mean kaili"),
        ({"yaers": "2019"}, "did you mean years"),
        ({"url": "www.x.gov.cn"}, "http://"),
        ({"url": "file:///etc/passwd"}, "http://"),
        ({"portal": "kaili", "years": "2024-2019"}, "2019-2024"),
        ({"portal": "kaili", "years": ""}, "2019-2024"),
        ({"portal": "kaili", "full": "yes"}, "1 or 0"),
    ],
)
def test_mistakes_are_answered_with_what_to_write(given: dict[str, str], hint: str) -> None:
    with pytest.raises(ArgumentsError, match=hint):
        check(given, PORTALS)
