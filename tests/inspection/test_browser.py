"""The viewer in a real browser, from ``file://`` with the network off."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from govcrawl.fetching import browsing
from govcrawl.inspection.viewer_file import inspect
from govcrawl.sampleserver import SampleServer
from govcrawl.settings import GOVCRAWL_CHROMIUM
from tests.conftest import ROOT
from tests.makers.library import print_paper
from tests.makers.printing import STYLES, paper
from tests.makers.printing import page as page_of

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = browsing.executable({"GOVCRAWL_CHROMIUM": GOVCRAWL_CHROMIUM})  # type: ignore[arg-type]
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")

_PORTAL = ROOT / "samples/portals/trs-district"
_FORMS = json.loads((_PORTAL / "expected.json").read_text("utf-8"))["reports"]
#: Of these every figure is clicked.
CLICKED = sorted(_PORTAL / report["path"] for report in _FORMS)[-10:]
PAGE = ROOT / "samples/pages/list-facts.html"
SAMPLES = [*sorted((ROOT / "samples/pages").glob("*.[ht][tx]*")), *CLICKED][-20:]

_CHECK = """async () => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const frame = document.getElementById("frame");
  const bad = [];
  const squash = (text) => text.normalize("NFKC").replace(/[\\s\\u200b\\ufeff]/g, "");
  for (let n = 0; n < data.figures.length; n++) {
    const figure = data.figures[n];
    document.getElementById("next").click();
    const marks = [...frame.contentDocument.querySelectorAll(".chosen")];
    const name = figure.f || figure.k;
    if (!figure.a) continue;
    if (decodeURIComponent(location.hash.slice(3)) !== name) bad.push([name, "address", location.hash]);
    if (!marks.length) { bad.push([name, "not marked"]); continue; }
    const text = squash(marks.map((mark) => mark.textContent).join(""));
    // A box on the picture of a page has no text: test_pdf_places looks it up in the file.
    const boxes = marks.every((mark) => mark.classList.contains("box"));
    if (!boxes && text !== squash(figure.t || "")) bad.push([name, "text", text, figure.t]);
    const box = marks[0].getBoundingClientRect();
    if (box.bottom < 0 || box.top > frame.clientHeight) bad.push([name, "out of view", box.top]);
    if (box.width <= 0 || box.height <= 0) bad.push([name, "no area"]);
  }
  const digits = [];
  const states = { figure: 0, line: 0, free: 0 };
  const walker = frame.contentDocument.createTreeWalker(frame.contentDocument.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    for (const run of walker.currentNode.data.matchAll(/[0-9０-９]+/g)) {
      const owner = walker.currentNode.parentElement;
      if (owner.closest("h2.part")) continue; // the name of a part is the viewer's own
      if (owner.closest("[data-f]")) states.figure++;
      else if (owner.closest("[data-n]")) states.line++;
      else if (owner.closest("[data-d]")) states.free++;
      else digits.push(run[0]);
    }
  return { figures: data.figures.length, bad, digits, states, reports: data.reports.length };
}"""

_PAGES = "document.getElementById('frame').contentDocument.querySelectorAll('.sheet').length"

_CHECKS = """() => {
  const failed = [...document.querySelectorAll("#pane-checks details")]
    .filter((one) => one.querySelector("summary.failed"));
  const dead = [];
  const undrawn = [];
  const inside = document.getElementById("frame").contentDocument;
  for (const one of failed) {
    one.open = false;
    one.open = true;
    one.dispatchEvent(new Event("toggle"));
    const cells = inside.querySelectorAll(".joined").length;
    if (cells > 1 && !inside.querySelector("svg.sum.failed line")) undrawn.push(one.textContent.slice(0, 80));
  }
  for (const one of failed)
    for (const link of one.querySelectorAll("button.link")) {
      link.click();
      if (!document.getElementById("frame").contentDocument.querySelector(".chosen")) dead.push(link.textContent);
    }
  return { failed: failed.length, dead, undrawn };
}"""


class Opened:
    """A page in the browser and what went wrong in it."""

    def __init__(self, context: Any, path: Path) -> None:
        self.page = context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._request(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready]")

    def _request(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "about:")):
            self.requests.append(url)


@pytest.fixture(scope="module")
def context() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 860})
        context.set_default_timeout(60_000)
        yield context
        browser.close()


def written(path: Path, folder: Path) -> Path:
    out = folder / f"{path.stem}.view.html"
    out.write_text(inspect(path.read_bytes(), url=path.as_uri()), "utf-8")
    return out


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_samples_open_without_error_or_request(path: Path, context: Any, tmp_path: Path) -> None:
    opened = Opened(context, written(path, tmp_path))
    assert opened.errors == []
    assert opened.requests == []
    opened.page.close()


@pytest.mark.parametrize("path", CLICKED, ids=lambda path: path.name)
def test_every_figure_is_found_and_every_failed_sum_walked(
    path: Path, context: Any, tmp_path: Path
) -> None:
    opened = Opened(context, written(path, tmp_path))
    found = opened.page.evaluate(_CHECK)
    assert found["figures"] > 0
    assert found["bad"] == []
    assert found["digits"] == []
    assert found["states"]["figure"] > 0
    checks = opened.page.evaluate(_CHECKS)
    assert (checks["dead"], checks["undrawn"]) == ([], [])
    assert opened.errors == []
    opened.page.close()


def _parts() -> bytes:
    """A mail-like container: the sample with merged cells in a ZIP archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("2023.html", CLICKED[-1].read_bytes())
    return out.getvalue()


def _ten() -> bytes:
    """Ten reports on one page."""
    names = "水务 民政 财政 司法 教育 审计 统计 商务 交通 农业".split()
    parts = [
        f"<h1>宜昌市夷陵区{name}局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        f"<p>2023年，主动公开政府信息{100 + n}条，收到政府信息公开申请{n + 1}件，均已按期答复。"
        "全年坚持以公开为常态，及时发布与群众有关的各类政务信息，回应社会关切，接受社会监督。</p>"
        "<p>二、存在的主要问题及改进情况</p>"
        "<p>公开的内容还不够丰富，公开的形式还比较单一。下一步将加强业务学习，完善审查程序，进一步"
        "提高公开工作的质量，拓宽公开的渠道，方便群众查询和使用政府信息。</p>"
        f"<p>宜昌市夷陵区{name}局</p><p>2024年1月{n + 10}日</p>"
        for n, name in enumerate(names)
    ]
    return "".join(parts).encode()


def _sheet() -> bytes:
    """A spreadsheet with merged cells, as its writer merges them."""
    openpyxl = pytest.importorskip("openpyxl")
    made = paper("format_2021", 3)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([made.title])
    for heading, table in made.tables:
        sheet.append([heading])
        top = sheet.max_row
        places = {}
        for r, row in enumerate(table.grid):
            column = 0
            for text, rowspan, colspan, _ in row:
                while (r, column) in places:
                    column += 1
                for y in range(rowspan):
                    for x in range(colspan):
                        places[r + y, column + x] = True
                sheet.cell(top + 1 + r, column + 1, text)
                if rowspan > 1 or colspan > 1:
                    sheet.merge_cells(
                        start_row=top + 1 + r,
                        start_column=column + 1,
                        end_row=top + r + rowspan,
                        end_column=column + colspan,
                    )
                column += colspan
    out = BytesIO()
    book.save(out)
    return out.getvalue()


KINDS = {
    "two-pages.pdf": lambda: print_paper(paper("format_2021", 5)),
    "part-of.zip": _parts,
    "ten.html": _ten,
    "several.txt": (ROOT / "samples/pages/several-documents.txt").read_bytes,
    "glued.html": (ROOT / "samples/pages/glued-headings.html").read_bytes,
    "merged.xlsx": _sheet,
}


@pytest.mark.parametrize("name", KINDS)
def test_every_figure_of_every_kind_is_found(name: str, context: Any, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(KINDS[name]())
    opened = Opened(context, written(path, tmp_path))
    found = opened.page.evaluate(_CHECK)
    assert found["figures"] > (10 if name != "glued.html" else 0)
    assert (found["bad"], found["digits"]) == ([], [])
    assert opened.errors == []
    assert opened.requests == []
    if name == "ten.html":
        assert found["reports"] == 10
    if name == "two-pages.pdf":
        assert opened.page.evaluate(_PAGES) > 1
    opened.page.close()


def test_an_address_leads_to_its_figure(context: Any, tmp_path: Path) -> None:
    out = written(CLICKED[0], tmp_path)
    opened = Opened(context, out)
    name = opened.page.evaluate(
        "JSON.parse(document.getElementById('data').textContent).figures.at(-1).k"
    )
    opened.page.goto("about:blank")
    opened.page.goto(f"{out.as_uri()}#f={name}")
    opened.page.wait_for_selector("html[data-ready]")
    assert name in opened.page.inner_text("#detail")
    opened.page.close()


@pytest.mark.parametrize("address", ["%E0%A4%A", "nosuch"])
def test_an_address_of_no_figure_is_no_error(address: str, context: Any, tmp_path: Path) -> None:
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{written(PAGE, tmp_path).as_uri()}#f={address}")
    page.wait_for_selector("html[data-ready]")
    page.evaluate("location.hash = '#f=%C3%28%'")
    page.wait_for_timeout(50)
    assert errors == []
    assert page.locator(".figure").count() > 0
    page.close()


_LINKS = """() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  return data.figures.map((figure) => {
    document.getElementById("next").click();
    const link = document.querySelector("#detail a[href]");
    return [figure.c ? "cell" : "text", figure.t || "", decodeURIComponent(link.href.split(":~:text=")[1] || "")];
  });
}"""


def test_links_to_the_live_page_are_never_bare_numbers(context: Any, tmp_path: Path) -> None:
    out = tmp_path / "live.html"
    out.write_text(inspect(CLICKED[-1].read_bytes(), url="http://x.gov.cn/a.html"), "utf-8")
    opened = Opened(context, out)
    links = opened.page.evaluate(_LINKS)
    assert opened.errors == []
    cells = [(text, link) for kind, text, link in links if kind == "cell" and link]
    assert cells, "cells of distinct values have one"
    told = [link for _, link in cells if "," in link]
    assert len(set(told)) == len(told) > 20, "no two cells share a link"
    assert not [link for _, link in cells if re.fullmatch(r"[0-9.,]*", link)]
    rows = {link for _, link in cells} - set(told)
    assert rows, "of a value that stands in its row before, the row"
    assert len(cells) > 0.8 * len([1 for kind, *_ in links if kind == "cell"])
    opened.page.close()


_IN_VIEW = """() => {
  const frame = document.getElementById("frame");
  const outer = frame.getBoundingClientRect();
  const mark = frame.contentDocument.querySelector(".chosen").getBoundingClientRect();
  const detail = document.getElementById("detail").getBoundingClientRect();
  const one = document.querySelector(".figure[aria-current=true]").getBoundingClientRect();
  const seen = (top, bottom) => top >= 0 && bottom <= detail.top + 1;
  return [seen(outer.top + mark.top, outer.top + mark.bottom) && mark.top >= 0 && mark.bottom <= outer.height,
          seen(one.top, one.bottom)];
}"""


def test_on_a_narrow_screen_mark_and_entry_are_in_view(context: Any, tmp_path: Path) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 400, "height": 800})
    out = written(CLICKED[0], tmp_path)
    keys = re.findall(r'"k":"([a-z_.]+)"', out.read_text("utf-8"))
    page.goto(f"{out.as_uri()}#f={keys[-1]}")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector(".figure[aria-current=true]")
    assert page.evaluate(_IN_VIEW) == [True, True]
    for at in (0.5, 0, 0.9):
        page.evaluate(
            "part => { const all = document.querySelectorAll('.figure');"
            " const one = all[Math.floor(part * all.length)];"
            " one.scrollIntoView(); one.click() }",
            at,
        )
        page.wait_for_timeout(50)
        assert page.evaluate(_IN_VIEW) == [True, True]
    page.close()


def test_keyboard_search_and_review(context: Any, tmp_path: Path) -> None:
    opened = Opened(context, written(CLICKED[-1], tmp_path))
    page = opened.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator(".figure[aria-current=true]").count() == 1
    page.keyboard.press("r")
    assert page.get_attribute("#review", "aria-pressed") == "true"
    page.keyboard.press("/")
    page.keyboard.type("zzzz nothing")
    assert page.locator(".figure").count() == 0
    page.close()


@pytest.mark.parametrize("width", [1280, 420])
def test_no_violation_of_wcag_aa(width: int, context: Any, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright")
    written(CLICKED[0], tmp_path)
    viewport = {"width": width, "height": 800}
    online = context.browser.new_context(viewport=viewport)  # axe takes no file for an origin
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
    with SampleServer(tmp_path) as server:
        page = online.new_page()
        page.goto(f"{server.url}/{CLICKED[0].stem}.view.html")
        page.wait_for_selector("html[data-ready]")
        page.locator(".figure").first.click()
        for tab in ("figures", "tables", "checks", "rest"):
            page.click(f"#tab-{tab}")
            found = axe.Axe().run(page, options=rules)
            assert any(rule["id"] == "color-contrast" for rule in found["passes"])
            wrong = [(v["id"], v["nodes"][0]["html"][:160]) for v in found["violations"]]
            assert wrong == []
    online.close()


def _seconds(context: Any, path: Path) -> tuple[float, dict[str, Any]]:
    """Processor seconds that the page's main thread takes until it is open; what it holds."""
    page = context.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    held: dict[str, Any] = page.evaluate(
        "() => { const data = JSON.parse(document.getElementById('data').textContent);"
        " const text = document.getElementById('frame').contentDocument.body.innerText;"
        " return { figures: data.figures.length, text: text.length } }"
    )
    page.close()
    assert errors == []
    return metrics["TaskDuration"], held


def test_two_thousand_cells_open_within_two_seconds(context: Any, tmp_path: Path) -> None:
    reports = []
    for n in range(10):
        made = paper("format_2021", n)
        reports.append(page_of(made, next(iter(STYLES))))
    data = "".join(re.sub(r"(?is)^.*?<body[^>]*>|</body>.*$", "", one) for one in reports)
    out = tmp_path / "many.html"
    out.write_text(inspect(data.encode(), url="file:///many.html"), "utf-8")
    taken, held = min((_seconds(context, out) for _ in range(2)), key=lambda one: one[0])
    assert held["figures"] >= 2000
    assert taken < 2


def test_a_hostile_page_of_five_megabytes_opens_inert(context: Any, tmp_path: Path) -> None:
    rows = "".join(
        f"<tr>{''.join(f'<td onclick=alert(1)>{r * 10 + c}</td>' for c in range(10))}</tr>"
        for r in range(1000)
    )
    page = (
        "<base href='http://x.com/'><style>*{display:none!important}</style>"
        "<h1>某县某局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        "<p>2023年，主动公开政府信息12条，收到申请3件。</p>"
        f"<table>{rows}</table><form action='http://x.com'><input name=a></form>"
        "<img src='http://x.com/a.png'><svg onload='alert(1)'><script>alert(1)</script></svg>"
        "<div style='position:fixed;inset:0;background:#000'>覆盖</div>"
        f"<script>{'x=1;' * 100}</script>" + f"<p>{'填充文字。' * 20}</p>" * 17_000
    )
    data = page.encode()
    assert len(data) > 5_000_000
    out = tmp_path / "hostile.html"
    out.write_text(inspect(data, url="file:///hostile.html"), "utf-8")
    opened = Opened(context, out)
    assert (opened.errors, opened.requests) == ([], [])
    shown = opened.page.evaluate(
        "() => { const inside = document.getElementById('frame').contentDocument;"
        " const cell = inside.querySelector('td').getBoundingClientRect();"
        " return [inside.querySelectorAll('td').length, cell.height > 0, inside.scripts.length] }"
    )
    assert shown == [10_000, True, 0]
    opened.page.close()


_FREE = """() => {
  const inside = document.getElementById("frame").contentDocument;
  const outer = document.getElementById("frame").getBoundingClientRect();
  document.getElementById("tab-rest").click();
  const pane = document.getElementById("pane-rest");
  const title = [...pane.querySelectorAll("h2")].find((one) => one.textContent.includes("nobody claimed"));
  const links = [...title.nextElementSibling.querySelectorAll("button")];
  const bad = [];
  for (const link of links) {
    link.click();
    const marks = inside.querySelectorAll(".pointed");
    const box = marks[0].getBoundingClientRect();
    const number = link.querySelector("strong").textContent;
    if (marks.length !== 1 || marks[0].textContent !== number) bad.push(["mark", link.textContent]);
    if (box.bottom < 0 || box.top > outer.height) bad.push(["out of view", link.textContent]);
    if (!link.textContent.includes(number)) bad.push(["context", link.textContent]);
  }
  return [links.length, inside.querySelectorAll("[data-d]:not([data-n])").length, bad];
}"""


def test_numbers_nobody_claimed_are_listed_and_lead_to_their_places(
    context: Any, tmp_path: Path
) -> None:
    opened = Opened(context, written(CLICKED[-1], tmp_path))
    listed, there, bad = opened.page.evaluate(_FREE)
    assert listed == there > 10
    assert bad == []
    opened.page.close()


def test_what_is_not_certain_is_listed_with_its_reason(context: Any, tmp_path: Path) -> None:
    path = tmp_path / "candidate.html"
    text = PAGE.read_text("utf-8")
    path.write_text(text.replace("<p ", "<p>收到😀申请48件，😀公开信息77条。</p><p ", 1), "utf-8")
    opened = Opened(context, written(path, tmp_path))
    opened.page.click("#tab-rest")
    said = opened.page.inner_text("#pane-rest")
    assert "候选 candidate" in said
    assert "😀" in said.partition("候选 candidate")[2].partition("无人认领")[0]
    opened.page.close()


_FORM = """() => [...document.querySelectorAll("#pane-tables table")].map((table) => {
  const grid = [];
  [...table.rows].forEach((row, r) => {
    let c = 0;
    for (const cell of row.cells) {
      while ((grid[r] ||= [])[c] !== undefined) c++;
      for (let y = 0; y < cell.rowSpan; y++)
        for (let x = 0; x < cell.colSpan; x++) (grid[r + y] ||= [])[c + x] = cell.textContent;
    }
  });
  return grid;
})"""


def test_tables_stand_in_their_official_layout(context: Any, tmp_path: Path) -> None:
    opened = Opened(context, written(CLICKED[-1], tmp_path))
    opened.page.click("#tab-tables")
    tables = opened.page.evaluate(_FORM)
    for grid in tables:  # no cell is left out or stands twice
        assert len({len(row) for row in grid}) == 1
        assert all(text is not None for row in grid for text in row)
    applications = next(grid for grid in tables if "申请人情况" in grid[0])
    assert applications[1][4:9] == ["法人或其他组织"] * 5
    rows = {row[2]: row[:2] for row in applications[3:]}
    assert rows["1.属于国家秘密"] == ["三、本年度办理结果", "(三)不予公开"]
    assert rows["2.重复申请"] == ["三、本年度办理结果", "(五)不予处理"]
    outcomes = tables[-1]
    assert outcomes[0][:6] == ["行政复议"] * 5 + ["行政诉讼"]
    assert outcomes[1][5:11] == ["未经复议直接起诉"] * 5 + ["复议后起诉"]
    opened.page.close()


def test_a_place_with_several_figures_gives_one_after_the_other(
    context: Any, tmp_path: Path
) -> None:
    path = tmp_path / "same.html"
    text = PAGE.read_text("utf-8")
    path.write_text(text.replace("<p ", "<p>收到申请35件，均已按期答复。</p><p ", 1), "utf-8")
    opened = Opened(context, written(path, tmp_path))
    names = opened.page.evaluate(
        "() => { const inside = document.getElementById('frame').contentDocument;"
        " const mark = [...inside.querySelectorAll('[data-f]')].find((one) => one.dataset.f.includes(' '));"
        " return mark.dataset.f.split(' ').map(() => { mark.click(); return location.hash }) }"
    )
    assert len(set(names)) == len(names) > 1
    assert "also read here" in opened.page.inner_text("#detail")
    opened.page.close()


def test_a_print_holds_the_whole_source_and_every_figure(context: Any, tmp_path: Path) -> None:
    opened = Opened(context, written(CLICKED[-1], tmp_path))
    opened.page.emulate_media(media="print")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    source, printed, figures, all_of_them = opened.page.evaluate(
        "() => [document.getElementById('frame').contentDocument.querySelector('main').textContent,"
        " document.getElementById('printed').shadowRoot.querySelector('main').textContent,"
        " document.querySelectorAll('.figure').length,"
        " JSON.parse(document.getElementById('data').textContent).figures.length]"
    )
    assert source == printed
    assert figures == all_of_them
    last = opened.page.evaluate(
        "() => document.getElementById('printed').getBoundingClientRect().height"
    )
    assert last > 1500, "as long as its text"
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.page.locator("#printed").count() == 0
    opened.page.close()


def test_a_sum_stays_on_its_cells_when_the_window_changes(context: Any, tmp_path: Path) -> None:
    failing = next(path for path in CLICKED if "t20240122" in path.name)
    opened = Opened(context, written(failing, tmp_path))
    opened.page.click("#tab-checks")
    opened.page.locator("#pane-checks summary.failed").first.click()
    for width in (1280, 900, 420):
        opened.page.set_viewport_size({"width": width, "height": 860})
        opened.page.wait_for_timeout(100)
        off = opened.page.evaluate(
            "() => { const inside = document.getElementById('frame').contentDocument;"
            " const cells = [...inside.querySelectorAll('.joined')].map((one) => one.getBoundingClientRect());"
            " return [...inside.querySelectorAll('.sum circle')].map((one) => one.getBoundingClientRect())"
            ".filter((dot) => !cells.some((cell) => Math.abs(cell.right + 4 - dot.x - dot.width / 2) < 2"
            " && dot.y > cell.top - 4 && dot.y < cell.bottom + 4)).length }"
        )
        assert off == 0, width
    opened.page.close()
