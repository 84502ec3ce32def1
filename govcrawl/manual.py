"""``python -m govcrawl.manual`` writes docs/log-manual.md: what each code means, what to do.

Texts and advice are the catalogue's (``messages/catalogue.toml``), so that the manual says what
the log says.
"""

from __future__ import annotations

import sys
from pathlib import Path

from govcrawl.messages import catalogue

_FILE = Path(__file__).resolve().parent.parent / "docs" / "log-manual.md"
_HEAD = """# 日志手册 · Log manual

每条日志和 `issues.jsonl` 的每一行都有一个代码。按代码在这里查它的意思和该做的事。花括号里是运行时填入的值。
Each line of the log about a finding, and of `issues.jsonl`, has a code: look it up here. What stands in braces is filled
in by the run.

级别 · Levels: `ERROR` 有东西没有得到 something was not got · `WARNING` 得到的有疑问或不全 what was got is doubtful or incomplete ·
`INFO` 仅供了解 for information. 多数代码不影响其他网站 most codes concern one page or portal and leave the others alone.

本文件由 `python -m govcrawl.manual` 生成，请改 `govcrawl/messages/catalogue.toml`。
Made by `python -m govcrawl.manual`; edit `govcrawl/messages/catalogue.toml`.
"""
_LEVELS = {"error": "ERROR", "warn": "WARNING", "info": "INFO"}


def render() -> str:
    """The manual as Markdown."""
    data = catalogue()
    parts = [_HEAD]
    for name, group in data.groups.items():
        parts.append(f"\n## {group.zh} · {group.en}\n")
        if group.do:
            parts.append(f"\n- 怎么办：{group.do}\n- What to do: {group.do_en}\n")
        for code, entry in data.codes.items():
            if entry.group != name:
                continue
            parts.append(f"\n### `{code}`\n\n{_LEVELS[entry.severity]} · {entry.zh}\n{entry.en}\n")
            own = [(k, p) for k, p in data.phrases.items() if k.startswith(f"{code}.")]
            if own:
                parts.append("\n")
            for key, text in own:
                parts.append(f"- `{key.removeprefix(f'{code}.')}`：{text.zh} / {text.en}\n")
            if entry.do:
                parts.append(f"\n- 怎么办：{entry.do}\n- What to do: {entry.do_en}\n")
    return "".join(parts)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if _FILE.read_text(encoding="utf-8") != render():
            sys.exit("docs/log-manual.md is out of date: run `python -m govcrawl.manual`")
    else:
        _FILE.parent.mkdir(exist_ok=True)
        _FILE.write_text(render(), encoding="utf-8")
