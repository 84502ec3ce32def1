"""The viewer's file: template, script and style of ``viewer/`` around the data and the source."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined

from govcrawl import __version__
from govcrawl.execution.process import process
from govcrawl.execution.task import Inline, PageTask
from govcrawl.inspection.facts import Facts, Json, gather, short
from govcrawl.inspection.printed_forms import layout
from govcrawl.inspection.sources import source_view
from govcrawl.reading.formats.sniff import sniff
from govcrawl.reading.model import Attached

#: The mark of a line that has its text in the source; boxes on pictures of pages have none.
_LINE = re.compile(r"<gc-m(?: data-[fd]=['\"][^'\"]*['\"])* data-n=['\"]([0-9]+)")
#: What every view states about itself in its head (``page.html.j2``).
_GENERATOR = b'<meta name="generator" content="govcrawl '
#: What is beside a text: browsers match whole words alone, so that a clause is not cut.
_LAST_CLAUSE = re.compile(r"[^，。；：\n]+[，。；：]*$")
_FIRST_CLAUSE = re.compile(r"^[，。；：]*[^，。；：\n]*[，。；：]?")
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def inspect(
    data: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    archived: Json | None = None,
) -> str:
    """The HTML file that shows a source with everything that was read from it.

    ``archived`` says where the bytes are in an archive (``file``, ``offset``, ``digest``). Never
    raises for any bytes: a source that cannot be drawn is replaced by the blocks that were read.
    """
    task = PageTask(
        place=Inline(data), url=url or "", content_type=content_type, announced=True, traced=True
    )
    return drawn(gather(process(task)), data, task, archived=archived)


def drawn(
    facts: Facts,
    data: bytes,
    task: PageTask,
    *,
    archived: Json | None = None,
    source: str | None = None,
    attached: Sequence[Attached] = (),
) -> str:
    """The same of what was read already: ``facts`` of the bytes ``data`` of ``task`` and of the
    files that it attaches. ``source``: the view of the source, made here where it is None."""
    if source is None:
        source = source_view(
            data, facts, name=task.url, content_type=task.content_type, attached=attached
        )
    facts.data["lines"] = _grouped(facts.data["lines"], set(map(int, _LINE.findall(source))))
    facts.data["layout"] = layout(facts.data["figures"])
    facts.data["figures"] = [short(figure) for figure in facts.data["figures"]]
    media_type = sniff(data, name=task.url, content_type=task.content_type)
    facts.data["page"] = {"url": task.url or None, "archived": archived, "media_type": media_type}
    reports = facts.data["reports"]
    title = next((r["title"] or r["id"] for r in reports), task.url or "govcrawl")
    page: str = _template().render(
        title=title,
        version=__version__,
        data=_inert(facts.data),
        frame=_frame(source),
        css=_file("viewer.css"),
        script=_file("viewer.js"),
        policy=f"{_POLICY}; script-src 'unsafe-inline'; frame-src 'self'",
    )
    return page


class OccupiedError(OSError):
    """A view would replace a file that is no view: the source, a feed, an archive."""


def may_write(out: Path, source: Path | None = None) -> None:
    """Raise OccupiedError where ``out`` is the source, by whatever name, or a file that holds
    something else than a view."""
    if source is not None and out.exists() and source.exists() and out.samefile(source):
        raise OccupiedError(f"{out} is the source")
    if out.is_file() and out.stat().st_size:
        with out.open("rb") as file:
            if _GENERATOR not in file.read(2048):
                raise OccupiedError(f"{out} is no inspection page")


def _grouped(lines: list[Json], shown: set[int]) -> list[Json]:
    """Lines by fate and rule; without the text of those that the source shows."""
    groups: dict[tuple[str, str], Json] = {}
    for line in lines:
        key = line["fate"], line["rule"]
        group = groups.setdefault(key, {"fate": key[0], "rule": key[1], "n": []})
        group["n"].append(line["n"])
        if line["n"] not in shown:
            group.setdefault("t", {})[str(line["n"])] = line["t"]
    return list(groups.values())


def text_fragment(url: str, text: str, lines: str = "", start: int | None = None) -> str:
    """The address that leads a browser to a text of a live page (WICG text fragments): the text
    at ``start`` of ``lines``, with what comes before and after it where it is there more
    than once. The page's own address where the text cannot be distinguished from others.

    >>> text_fragment("https://x.gov.cn/a.html", "收到3件")[-19:]
    '%E5%88%B03%E4%BB%B6'
    """
    page = url.partition("#")[0]
    if "\n" in text or not text.strip():
        return page
    lines, start = (text, 0) if start is None else (lines, start)
    before, after = lines[:start].rstrip(), lines[start + len(text) :].lstrip()
    prefix = _LAST_CLAUSE.findall(before)[0] if before else ""
    suffix = _FIRST_CLAUSE.findall(after)[0] if after else ""
    for p, s in (("", ""), (prefix, ""), ("", suffix), (prefix, suffix)):
        here = rf"(?={re.escape(p)}\s*{re.escape(text)}\s*{re.escape(s)})"
        if len(re.findall(here, lines)) == 1:
            lead = f"{_coded(p)}-," if p else ""
            return f"{page}#:~:text={lead}{_coded(text)}" + (f",-{_coded(s)}" if s else "")
    return page


def _coded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")


def _frame(source: str) -> str:
    """The document of the frame: the view with the viewer's own style, nothing that acts."""
    return (
        f"<!DOCTYPE html><html lang='zh-CN'><head><meta charset='utf-8'><title>原件 source</title>"
        f"<meta http-equiv='Content-Security-Policy' content=\"{_POLICY}\">"
        f"<style>{_file('source.css')}</style></head><body><main>{source}</main></body></html>"
    )


def _inert(data: Any) -> str:
    """JSON that no parser of HTML takes for markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _file(name: str) -> str:
    return resources.files("govcrawl.inspection").joinpath(f"viewer/{name}").read_text("utf-8")


def _template() -> Any:
    environment = Environment(
        loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("page.html.j2")
