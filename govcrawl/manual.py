"""``python -m govcrawl.manual`` writes docs/log-manual.md: what each code means, what to do.

The texts of the messages are the catalogue's, so that the manual says what the log says; the
advice is data (``lexicon/manual.toml``).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from govcrawl.lexicon.loading import load_toml
from govcrawl.messages import texts

_Text = Annotated[str, msgspec.Meta(min_length=2)]
_FILE = Path(__file__).resolve().parent.parent / "docs" / "log-manual.md"
_HEAD = """# 日志手册 · Log manual

每条日志和 `issues.jsonl` 的每一行都有一个代码。按代码在这里查它的意思和该做的事。花括号里是运行时填入的值。
Each line of the log about a finding, and of `issues.jsonl`, has a code: look it up here. What stands in braces is filled
in by the run.

级别 · Levels: `ERROR` 有东西没有得到 something was not got · `WARNING` 得到的有疑问或不全 what was got is doubtful or incomplete ·
`INFO` 仅供了解 for information. 多数代码不影响其他网站 most codes concern one page or portal and leave the others alone.

本文件由 `python -m govcrawl.manual` 生成，请改 `govcrawl/lexicon/manual.toml`。
Made by `python -m govcrawl.manual`; edit `govcrawl/lexicon/manual.toml`.
"""
_LEVELS = {"error": "ERROR", "warn": "WARNING", "info": "INFO"}


class Advice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``do``: what to do, in Chinese and English; ``means``: what the code says, for codes that
    have no text of their own in the catalogue."""

    group: str
    level: Literal["error", "warn", "info"]
    do: _Text
    do_en: _Text
    means: _Text | None = None
    means_en: _Text | None = None


class Manual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Groups in order (title in Chinese and English), and the advice on each code."""

    groups: dict[str, tuple[_Text, _Text]]
    codes: dict[str, Advice]


def load() -> Manual:
    """Raises LexiconError where the file is not well formed."""
    return load_toml("manual.toml", Manual)


def render() -> str:
    """The manual as Markdown."""
    manual, said = load(), texts()
    parts = [_HEAD]
    for group, (zh, en) in manual.groups.items():
        parts.append(f"\n## {zh} · {en}\n")
        for code, advice in manual.codes.items():
            if advice.group != group:
                continue
            meaning = (advice.means or "", advice.means_en or "")
            if not advice.means:
                meaning = said[code]
            parts.append(
                f"\n### `{code}`\n\n{_LEVELS[advice.level]} · {meaning[0]}\n{meaning[1]}\n\n"
                f"- 怎么办：{advice.do}\n- What to do: {advice.do_en}\n"
            )
    return "".join(parts)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if _FILE.read_text(encoding="utf-8") != render():
            sys.exit("docs/log-manual.md is out of date: run `python -m govcrawl.manual`")
    else:
        _FILE.parent.mkdir(exist_ok=True)
        _FILE.write_text(render(), encoding="utf-8")
