"""The viewer in a real browser, from ``file://`` with the network off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govcrawl.fetching import browsing
from govcrawl.inspection.page import inspect
from govcrawl.sampleserver import SampleServer
from govcrawl.settings import GOVCRAWL_CHROMIUM
from tests.conftest import ROOT

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = browsing.executable({"GOVCRAWL_CHROMIUM": GOVCRAWL_CHROMIUM})  # type: ignore[arg-type]
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")

_PORTAL = ROOT / "samples/portals/trs-district"
_FORMS = json.loads((_PORTAL / "expected.json").read_text("utf-8"))["reports"]
#: Of these every figure is clicked.
CLICKED = sorted(_PORTAL / report["path"] for report in _FORMS)[-10:]
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
    if (text !== squash(figure.t || "")) bad.push([name, "text", text, figure.t]);
    const box = marks[0].getBoundingClientRect();
    if (box.bottom < 0 || box.top > frame.clientHeight) bad.push([name, "out of view", box.top]);
  }
  const digits = [];
  const walker = frame.contentDocument.createTreeWalker(frame.contentDocument.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (/[0-9０-９]/.test(walker.currentNode.data) && !walker.currentNode.parentElement.closest("[data-f],[data-d],[data-n]"))
      digits.push(walker.currentNode.data.slice(0, 40));
  return { figures: data.figures.length, bad, digits };
}"""

_CHECKS = """() => {
  const failed = [...document.querySelectorAll("#pane-checks details")]
    .filter((one) => one.querySelector("summary.failed"));
  const dead = [];
  for (const one of failed)
    for (const link of one.querySelectorAll("button.link")) {
      link.click();
      if (!document.getElementById("frame").contentDocument.querySelector(".chosen")) dead.push(link.textContent);
    }
  return { failed: failed.length, dead };
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
    assert opened.page.evaluate(_CHECKS)["dead"] == []
    assert opened.errors == []
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


def test_large_pages_open(context: Any, tmp_path: Path) -> None:
    rows = "".join(
        f"<tr>{''.join(f'<td>{r * 10 + c}</td>' for c in range(10))}</tr>" for r in range(1000)
    )
    page = f"<h1>某县某局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>主动公开12条。</p><table>{rows}</table>"
    out = tmp_path / "large.html"
    out.write_text(inspect(page.encode(), url="file:///large.html"), "utf-8")
    opened = Opened(context, out)
    assert opened.errors == []
    opened.page.close()
