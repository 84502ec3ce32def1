"""Reports printed to PDF by browsers, office programs and libraries, scored cell by cell.

    python -m benchmarks.printed make FOLDER [--only TEXT]
    python -m benchmarks.printed score FOLDER [--only TEXT] [--list]

``make`` writes PDFs, each with its cells (``NAME.json``); it needs Chromium (through playwright) and
LibreOffice, and passes over what is not there. ``score`` reads them and counts, class by class:

* right: the value, null where the cell is blank;
* wrong: another value, or a value under a key that nothing is printed for (rows and columns that no
  form has stand under ``unknown.``);
* said: null although a figure is printed, and an issue of the record speaks of tables or pages;
* unsaid: the same, and none does.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.makers.odd_printing import ODD, TOO_WIDE, odd_page
from tests.makers.printing import ERAS, STYLES, UNRULED, Look, Paper, Wear, any_look, page, paper

_BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


@dataclass(frozen=True)
class Job:
    """One document of the set: its name, the class it is counted under, and how it is made."""

    name: str
    group: str
    made: Paper
    html: str = ""
    maker: str = "browser"
    after: str = ""
    header: bool = False


def jobs() -> Iterator[Job]:
    """The whole set."""
    for n, style in enumerate(STYLES):
        yield from _of_style(n, style, "unruled" if style in UNRULED else "ruled")
    for n in range(72):
        style = list(STYLES)[n % len(STYLES)]
        kind = "unruled" if style in UNRULED else "ruled"
        era = ERAS[(n // len(STYLES)) % len(ERAS)] if n % 3 == 0 else ERAS[n % 2]
        made = paper(era, 500 + n, large=n % 4 == 0, blanks=(n % 5) * 0.2)
        html = page(made, style, any_look(n))
        name = f"varied-{n:02}-{style}-{era}"
        yield Job(name, f"varied {kind}", made, html, header=n % 2 == 0)
    yield from _odd()
    yield from _not_printed_by_a_browser()


def _of_style(n: int, style: str, kind: str) -> Iterator[Job]:
    """A style in every era and look, damaged, two pages on a sheet and scanned."""
    for m, era in enumerate(ERAS):
        for k, look in enumerate(_LOOKS):
            made = paper(era, 10 * n + k, large=k == 2, blanks=0.5 if k % 2 else 0.0)
            name = f"browser-{style}-{era}-{k}"
            yield Job(name, f"browser {kind}", made, page(made, style, look))
        if m > 1:
            continue
        for damage, wear in _WEAR.items():
            made = paper(era, 100 + n, large=damage == "broken")
            look = _WORN_LOOKS.get(damage, Look())
            name = f"worn-{damage}-{style}-{era}"
            yield Job(name, f"{damage} {kind}", made, page(made, style, look, wear))
    made = paper("format_2021", 200 + n)
    for after in ("two_up", "scan_200", "scan_150_skew"):
        if after != "two_up" and style not in ("collapsed", "thick", "none"):
            continue
        name = f"{after}-{style}"
        yield Job(name, f"{after} {kind}", made, page(made, style), after=after)


def _odd() -> Iterator[Job]:
    """What the templates of sites do to tables, and tables wider than the paper."""
    for n, (style, odd) in enumerate(ODD.items()):
        kind = "too wide" if style in TOO_WIDE else "odd ruled" if odd.ruled else "odd unruled"
        eras = ERAS[:2] if style in TOO_WIDE else (*ERAS[:2], ERAS[2 + n % 2])
        for m, era in enumerate(eras):
            for k in range(2):
                made = paper(era, 700 + 10 * n + m + 5 * k, large=k == 1, blanks=0.3 * (n % 2))
                yield Job(f"odd-{style}-{era}-{k}", kind, made, odd_page(made, style))


def _not_printed_by_a_browser() -> Iterator[Job]:
    for n, style in enumerate(("collapsed", "none", "horizontal", "dotted")):
        kind = "unruled" if style in UNRULED else "ruled"
        for era in ERAS:
            made = paper(era, 300 + n, blanks=0.3)
            for suffix in ("odt", "docx"):
                name = f"office-{suffix}-{style}-{era}"
                yield Job(name, f"office {kind}", made, page(made, style), f"office-{suffix}")
    for n, lines in enumerate(("all", "across", "none")):
        kind = "ruled" if lines == "all" else "unruled"
        for era in ERAS:
            made = paper(era, 400 + n, blanks=0.3 * n)
            yield Job(f"library-{lines}-{era}", f"library {kind}", made, maker=f"library-{lines}")


_LOOKS = (
    Look(),
    Look(size=11, padding="1px 2px", upright="top"),
    Look(size=13, padding="6px 4px", align="right", repeat_heads=True),
    Look(size=10.5, padding="2px 3px", align="left", cut_rows=True, width="86%"),
    Look(size=12, padding="4px 5px", page="A4 landscape", label_align="center", upright="baseline"),
)
_WEAR = {
    "struck": Wear(struck=0.3),
    "hidden": Wear(hidden=0.3),
    "raised": Wear(raised=0.3),
    "upright": Wear(upright=True),
    "broken": Wear(broken=True),
    "watermark": Wear(watermark="内部资料 8888"),
    "watermark_turned": Wear(watermark="/内部资料 8888"),
}
_WORN_LOOKS = {
    "broken": Look(size=16, padding="2px 2px", cut_rows=True),
    "upright": Look(size=11),
}


def make(folder: Path, only: str) -> None:
    """Write the set, or what of it can be made here."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = [job for job in jobs() if only in job.name]
    with _Browser() as browser:
        for job in todo:
            target = folder / f"{job.name}.pdf"
            if target.exists():
                continue
            data = _MAKERS[job.maker.split("-")[0]](job, browser)
            if data is None:
                continue
            if job.after:
                data = _AFTER[job.after.split("_")[0]](data, job.after)
            target.write_bytes(data)
            facts = {"group": job.group, "expected": job.made.expected}
            target.with_suffix(".json").write_text(json.dumps(facts, ensure_ascii=False))


class _Browser:
    """Chromium, opened once; None of its pages where it is missing."""

    def __enter__(self) -> _Browser:
        self._browser: Any = None
        self._play: Any = None
        path = next((p for p in _BROWSERS if Path(p).exists()), None)
        if path is not None:
            from playwright.sync_api import sync_playwright

            self._play = sync_playwright().start()
            self._browser = self._play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        return self

    def __exit__(self, *_: object) -> None:
        if self._browser is not None:
            self._browser.close()
            self._play.stop()

    def print(self, html: str, *, header: bool = False) -> bytes | None:
        if self._browser is None:
            return None
        view = self._browser.new_page()
        try:
            view.set_content(html)
            return bytes(
                view.pdf(
                    prefer_css_page_size=True,
                    print_background=True,
                    display_header_footer=header,
                )
            )
        finally:
            view.close()


def _by_browser(job: Job, browser: _Browser) -> bytes | None:
    return browser.print(job.html, header=job.header)


def _by_office(job: Job, _browser: _Browser) -> bytes | None:
    """HTML → ODT or DOCX → PDF, as an office that pastes a page and prints it."""
    suffix = job.maker.split("-")[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.html").write_text(job.html, "utf-8")
        kind = {"odt": "odt:writer8", "docx": "docx:MS Word 2007 XML"}[suffix]
        office = ["soffice", "--headless", f"-env:UserInstallation=file://{name}/profile"]
        for source, to in (("report.html", kind), (f"report.{suffix}", "pdf")):
            infilter = ["--infilter=HTML (StarWriter)"] if source.endswith("html") else []
            try:
                subprocess.run(
                    [*office, *infilter, "--convert-to", to, "--outdir", name, str(folder / source)],
                    check=True, capture_output=True, timeout=120,
                )  # fmt: skip
            except (FileNotFoundError, subprocess.SubprocessError):
                return None
        result = folder / "report.pdf"
        return result.read_bytes() if result.exists() else None


def _by_library(job: Job, _browser: _Browser) -> bytes | None:
    from tests.makers.library import print_paper

    return print_paper(job.made, lines=job.maker.split("-")[1])


_MAKERS: dict[str, Callable[[Job, _Browser], bytes | None]] = {
    "browser": _by_browser,
    "office": _by_office,
    "library": _by_library,
}


def _two_up(data: bytes, _after: str) -> bytes:
    import io

    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        both = pypdfium2.raw.FPDF_ImportNPagesToOne(document.raw, 842, 595, 2, 1)
        wide = pypdfium2.PdfDocument(both)
        out = io.BytesIO()
        wide.save(out)
        wide.close()
        return out.getvalue()


def _scan(data: bytes, after: str) -> bytes:
    """Pages as pictures: the resolution is in the name, ``skew`` turns them by half a degree."""
    import io

    import pypdfium2

    parts = after.split("_")
    dpi, angle = int(parts[1]), 0.5 if "skew" in parts else 0.0
    pictures = []
    with pypdfium2.PdfDocument(data) as document:
        for sheet in document:
            picture = sheet.render(scale=dpi / 72).to_pil().convert("L")
            pictures.append(picture.rotate(angle, expand=False, fillcolor=255, resample=3))
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return out.getvalue()


_AFTER: dict[str, Callable[[bytes, str], bytes]] = {"two": _two_up, "scan": _scan}


def score(folder: Path, only: str, *, listed: bool) -> dict[str, Counter[str]]:
    """Counts by class; printed as they come."""
    import govcrawl

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for target in sorted(folder.glob("*.pdf")):
        if only not in target.name:
            continue
        facts = json.loads(target.with_suffix(".json").read_text())
        start = time.process_time()
        reports = govcrawl.parse(target)
        took = time.process_time() - start
        record = reports[0] if reports else None
        found = compare(facts["expected"], record)
        counts[facts["group"]] += found + Counter(files=1, ms=round(took * 1000))
        if listed and (found["wrong"] or found["said"] or found["unsaid"]):
            shown = " ".join(f"{k}={found[k]}" for k in ("right", "wrong", "said", "unsaid"))
            print(f"{target.name:60} {shown}", file=sys.stderr)
    return counts


def compare(expected: dict[str, Any], record: Any) -> Counter[str]:
    """How the cells of one record compare with what was printed."""
    found: Counter[str] = Counter()
    values = record.tables if record is not None else {}
    codes = [issue.code for issue in record.issues] if record is not None else []
    said = any(code.startswith(("table", "page_", "not_parsed", "prescribed")) for code in codes)
    for key, want in expected.items():
        got = values.get(key)
        if got is None:
            found["right" if want is None else "said" if said else "unsaid"] += 1
        else:
            found["right" if want is not None and abs(got - want) < 1e-6 else "wrong"] += 1
    found["wrong"] += sum(
        v is not None and key not in expected and not key.startswith("unknown.")
        for key, v in values.items()
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("make", "score"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    if args.what == "make":
        make(args.folder, args.only)
        return
    counts = score(args.folder, args.only, listed=args.list)
    print(
        f"{'class':28}{'files':>6}{'cells':>8}{'right':>8}{'%':>7}{'wrong':>7}{'said':>7}{'unsaid':>7}{'ms':>6}"
    )
    total: Counter[str] = Counter()
    for group, found in [*sorted(counts.items()), ("all", total)]:
        if group != "all":
            total += found
        cells = max(1, found["right"] + found["wrong"] + found["said"] + found["unsaid"])
        print(
            f"{group:28}{found['files']:6}{cells:8}{found['right']:8}{100 * found['right'] / cells:7.1f}"
            f"{found['wrong']:7}{found['said']:7}{found['unsaid']:7}{found['ms'] / max(1, found['files']):6.0f}"
        )


if __name__ == "__main__":
    main()
