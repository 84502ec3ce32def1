"""What each pattern of the reader costs a long page that it has never seen."""

from __future__ import annotations

import importlib
import pkgutil
import re
import statistics
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import govcrawl
from govcrawl.reading import read

_SAMPLES = Path(__file__).resolve().parents[2] / "samples"
_ROOMS = ("govcrawl.reading", "govcrawl.text", "govcrawl.lexicon", "govcrawl.checks")
_SEARCHES = {"search": 0, "finditer": 0, "findall": 0, "split": 0, "sub": 1, "subn": 1}
#: Characters from which on a text counts as a whole one, and as the page itself; what a long
#: report and a long page have.
_WHOLE, _PAGE, _LONG_TEXT, _LONG_PAGE = 2_000, 20_000, 8_000, 80_000
#: Matches beyond which a text is not looked through in vain.
_FOUND = 40
#: Seconds, and how many looks for a plain text in a long page that is on a slower machine.
_MOST, _MOST_LOOKS = 0.0003, 8


class _Seen(NamedTuple):
    """The longest text that a pattern was looked for in as a whole."""

    text: str | bytes
    pattern: re.Pattern[Any]

    def seconds(self) -> float:
        """Processor time to look through a long text of this kind: the median of nine."""
        size = _LONG_PAGE if len(self.text) >= _PAGE else _LONG_TEXT
        text = (self.text * (size // len(self.text) + 1))[:size]
        found = sum(1 for _ in self.pattern.finditer(text))
        return _median(self.pattern, text) if found <= _FOUND else 0.0


class _Observed:
    """A pattern that notes what it is looked for in."""

    def __init__(self, pattern: re.Pattern[Any], seen: dict[re.Pattern[Any], _Seen]) -> None:
        self._pattern, self._seen = pattern, seen

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)
        if name not in _SEARCHES:
            return method

        def noted(*args: Any, **options: Any) -> Any:
            text = args[_SEARCHES[name]]
            parts = len(args) > 1 + _SEARCHES[name] and name in ("search", "finditer", "findall")
            known = self._seen.get(self._pattern)
            if not parts and len(text) >= max(_WHOLE, len(known.text) + 1 if known else 0):
                self._seen[self._pattern] = _Seen(text, self._pattern)
            return method(*args, **options)

        return noted


def _median(pattern: re.Pattern[Any], text: str | bytes) -> float:
    taken = []
    for _ in range(9):
        begun = time.process_time()
        for _ in pattern.finditer(text):
            pass
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def _observed(value: Any, seen: dict[re.Pattern[Any], _Seen], depth: int = 0) -> Any:
    """A value of a module with the patterns in it observed; the same where it holds none."""
    if isinstance(value, re.Pattern):
        return _Observed(value, seen)
    if type(value) in (list, tuple) and depth < 3:
        made = [_observed(one, seen, depth + 1) for one in value]
        if any(a is not b for a, b in zip(made, value, strict=True)):
            return type(value)(made)
    return value


_TITLE = "云溪县水务局2023年政府信息公开工作年度报告"
_HEADINGS = (
    "总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项",
)  # fmt: skip
_SENTENCES = (
    "2023年，云溪县水务局根据《中华人民共和国政府信息公开条例》和《云溪县政务公开工作要点》的要求，"
    "在县委、县政府的领导下，通过政府网站（www.example.gov.cn）公开信息{n}条，其中概况信息{m}条；"
    "本年度收到申请{m}件，均已按时答复，比上年增加百分之十。如有疑问，请与县水务局办公室联系"
    "（地址：云溪县云溪路1号，电话：0000-0000000，邮编：000000）。"
)


def _long_page() -> str:
    """A report of some ten thousand characters on a page of eighty thousand."""
    article = "".join(
        f"<p>{'一二三四五六'[i]}、{heading}</p>"
        + "".join(f"<p>{_SENTENCES.format(n=40 + n, m=n)}</p>" for n in range(1, 10))
        for i, heading in enumerate(_HEADINGS)
    )
    link = (
        '<li><a href="/gk/{n}.html" title="某项工作的通知" class="item">某项工作的通知{n}</a></li>'
    )
    links = "".join(link.format(n=n) for n in range(700))
    return (
        f"<html><head><title>{_TITLE}</title><style>.item {{ color: red }}</style></head><body>"
        f"<ul>{links}</ul><div id='zoom'><h1>{_TITLE}</h1>{article}<p>2024年1月20日</p></div></body></html>"
    )


@pytest.fixture(scope="module")
def seen() -> dict[re.Pattern[Any], _Seen]:
    """The patterns that are looked for in whole texts, of a long page and the largest samples."""
    found: dict[re.Pattern[Any], _Seen] = {}
    for module in pkgutil.walk_packages(govcrawl.__path__, "govcrawl."):
        if module.name.startswith(_ROOMS) and not module.name.endswith((".build", ".__main__")):
            importlib.import_module(module.name)
    largest = sorted(_SAMPLES.rglob("*.html"), key=lambda path: -path.stat().st_size)[:3]
    pages = [_long_page().encode(), *(path.read_bytes() for path in largest)]
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith(_ROOMS):
                for key, value in list(vars(module).items()):
                    if (made := _observed(value, found)) is not value:
                        patch.setattr(module, key, made)
        (report,) = read(pages[0]).reports
        assert len(report.body) > _LONG_TEXT
        for page in pages[1:]:
            read(page)
    return found


def test_whole_texts_are_observed(seen: dict[re.Pattern[Any], _Seen]) -> None:
    assert len(seen) > 40
    assert any(len(one.text) >= _PAGE for one in seen.values())


def test_no_pattern_costs_a_long_page_more_than_its_share(
    seen: dict[re.Pattern[Any], _Seen],
) -> None:
    plain = re.compile("no such text anywhere")
    most = max(_MOST, _MOST_LOOKS * _median(plain, "一" * _LONG_PAGE))
    slow = [one for one in seen.values() if one.seconds() > most]
    # what others on the machine do is no fault of a pattern
    again = {one.pattern.pattern[:80]: one.seconds() for one in slow}
    assert {name: taken for name, taken in again.items() if taken > most} == {}
