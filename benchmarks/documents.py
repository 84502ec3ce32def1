"""Reports of every era in every format, damaged as agencies' are, scored cell by cell.

    python -m benchmarks.documents make FOLDER [--only TEXT] [--seed N]
    python -m benchmarks.documents score FOLDER [--only TEXT] [--list]

``benchmarks/printed.py`` has the styles of printed pages; here are word processor, spreadsheet,
mail, saved page, web page, text, OFD, PDF library, browser's printer with other measures, scans,
each with the damages of ``tests/makers/damage.py``. The counts are those of ``printed``; a key
that is `doubtful` may be null where the record says so.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.printed import _Browser, compare
from tests.makers import formats
from tests.makers.damage import DAMAGES, Worn
from tests.makers.formats import Sheetwork, any_sheetwork
from tests.makers.printing import ERAS, STYLES, UNRULED, paper

#: Leave out what needs a browser, an office program or a recogniser.
NO_PROGRAMS = False
#: Styles of printed pages that ``printed`` has not.
_CSS = {
    "upright_only": "td{border-left:1px solid #000;border-right:1px solid #000}",
    "double": "td{border:3px double #000}",
    "inset": "table{border:2px inset}td{border:1px inset}",
    "frame": "table{border:2px solid #000}",
    "heads_only": "th{border:1px solid #000}",
    "hair": "td,th{border:.3px solid #999}",
    "shadow": "tr{box-shadow:0 1px 0 #000}td{border:none}",
    "gradient": "tr{background:linear-gradient(#eef,#fff)}td{border:none}",
    "columns_shaded": "td:nth-child(even){background:#eee}",
    "green": "td,th{border:1px solid #0a0}",
}
_RULED = {"double", "inset", "hair", "green"}
_SHEETS = ("A4", "A4", "A4", "A4 landscape", "Letter", "A3", "B5 landscape", "Legal")
_LINES_UNRULED = ("none", "across", "upright", "box", "heads", "bands")


@dataclass(frozen=True)
class Job:
    """One document: its name, class, suffix, the report, and how it is made."""

    name: str
    group: str
    suffix: str
    worn: Worn
    how: tuple[Any, ...]


def jobs(seed: int) -> Iterator[Job]:
    """The set of a number; another number gives other figures, damages and measures."""
    rng = random.Random(f"documents {seed}")
    damages = list(DAMAGES)

    def worn(era: str, damage: str, k: int) -> Worn:
        large = damage in ("thousands",) or rng.random() < 0.15
        made = paper(era, 7000 + 131 * seed + k, large=large)
        return DAMAGES[damage](made, random.Random(f"{seed} {k} {damage}"))

    k = 0
    # formats that keep rows and columns: every damage in every one, eras in turn
    for damage in damages:
        for fmt in ("html", "docx", "xlsx", "pdf", "text", "office", "print"):
            k += 1
            era = ERAS[(k + seed) % 4] if rng.random() < 0.3 else ERAS[k % 2]
            made = worn(era, damage, k)
            base = f"{fmt}-{damage}-{era}-{k:03}"
            if fmt == "html":
                dialect = ("plain", "word", "th", "inputs", "layout", "stacked")[k % 6]
                yield Job(f"{base}-{dialect}", f"html {dialect}", "html", made, ("html", dialect))
            elif fmt == "docx":
                nested = k % 4 == 0
                group = "docx nested" if nested else "docx"
                yield Job(base, group, "docx", made, ("docx", nested))
            elif fmt == "xlsx":
                yield Job(base, "xlsx", "xlsx", made, ("xlsx", k % 3 == 0, k % 2 == 0))
            elif fmt == "pdf":
                ruled = k % 2 == 0
                work = any_sheetwork(1000 * seed + k, ("grid",) if ruled else _LINES_UNRULED)
                group = f"library {'ruled' if ruled else 'unruled'}"
                yield Job(f"{base}-{work.lines}", group, "pdf", made, ("platypus", work))
            elif fmt == "text":
                dialect = ("cells", "tabs", "pipes", "markdown", "glued", "spaced")[k % 6]
                yield Job(f"{base}-{dialect}", f"text {dialect}", "txt", made, ("text", dialect))
            elif fmt == "office":
                to = ("doc", "odt", "rtf", "pdf", "xls", "ods")[k % 6]
                yield Job(f"{base}-{to}", f"office {to}", to, made, ("office", to))
            else:
                style = list(_CSS)[k % len(_CSS)]
                group = f"print {'ruled' if style in _RULED else 'unruled'}"
                yield Job(f"{base}-{style}", group, "pdf", made, ("print", style, k))
    for n, damage in enumerate(("none", "dashes", "thousands", "notes", "cut", "wrong_sums")):
        era = ERAS[n % 2]
        made = worn(era, damage, 500 + n)
        yield Job(f"mht-{damage}", "mail and saved", "mht", made, ("mht", n))
        yield Job(f"eml-{damage}", "mail and saved", "eml", made, ("eml", n))
        yield Job(f"ofd-{damage}", "ofd", "ofd", made, ("ofd", n % 2 == 0))
    # what browsers print differs most: more styles, measures and damages
    looks = [*_CSS, *STYLES]
    for n in range(60):
        style, damage = looks[n % len(looks)], damages[(7 * n + seed) % len(damages)]
        made = worn(ERAS[(n + seed) % 4] if n % 4 == 0 else ERAS[n % 2], damage, 900 + n)
        group = (
            f"browser {'unruled' if style in UNRULED or style in _CSS.keys() - _RULED else 'ruled'}"
        )
        name = f"browser-{damage}-{n:02}-{style}"
        yield Job(name, group, "pdf", made, ("print", style, 5000 + 100 * seed + n))
    for n, (dpi, angle) in enumerate(((200, 0.0), (200, 0.5), (150, 0.5), (150, -0.7), (300, 0.3))):
        made = worn(ERAS[n % 2], "none", 600 + n)
        yield Job(f"scan-{dpi}-{angle}", "scan", "pdf", made, ("scan", dpi, angle))


def make(folder: Path, only: str, seed: int) -> None:
    """Write the set, or what of it can be made here."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = [job for job in jobs(seed) if only in job.name]
    if NO_PROGRAMS:
        todo = [job for job in todo if job.how[0] not in ("office", "print", "scan")]
    by_office: list[tuple[Job, str, bytes]] = []
    with nullcontext(_Browser()) if NO_PROGRAMS else _Browser() as browser:
        for job in todo:
            target = folder / f"{job.name}.{job.suffix}"
            if target.exists():
                continue
            data: bytes | None
            if job.how[0] == "office":
                spread = job.how[1] in ("xls", "ods")
                source = formats.xlsx(job.worn) if spread else formats.docx(job.worn)
                by_office.append((job, "xlsx" if spread else "docx", source))
                continue
            data = _made(job, browser)
            if data is not None:
                _write(folder, job, data)
    for to in sorted({job.suffix for job, *_ in by_office}):
        group = [entry for entry in by_office if entry[0].suffix == to]
        with tempfile.TemporaryDirectory() as name:
            for job, suffix, source in group:
                Path(name, f"{job.name}.{suffix}").write_bytes(source)
            files = [str(Path(name, f"{job.name}.{suffix}")) for job, suffix, _ in group]
            try:
                subprocess.run(
                    ["soffice", "--headless", f"-env:UserInstallation=file://{name}/profile",
                     "--convert-to", to, "--outdir", f"{name}/out", *files],
                    check=True, capture_output=True, timeout=600,
                )  # fmt: skip
            except (FileNotFoundError, subprocess.SubprocessError):
                continue
            for job, *_ in group:
                made = Path(name, "out", f"{job.name}.{to}")
                if made.exists():
                    _write(folder, job, made.read_bytes())


def _made(job: Job, browser: _Browser) -> bytes | None:
    kind, *how = job.how
    if kind == "html":
        return formats.html(job.worn, dialect=how[0]).encode()
    if kind == "docx":
        return formats.docx(job.worn, nested=how[0])
    if kind == "xlsx":
        return formats.xlsx(job.worn, sheets=how[0], numbers=how[1])
    if kind == "text":
        return formats.text(job.worn, dialect=how[0]).encode()
    if kind == "platypus":
        return formats.platypus(job.worn, how[0])
    if kind == "mht":
        if how[0] % 2:
            return formats.mht(job.worn, encoding="base64", charset="gb18030")
        return formats.mht(job.worn)
    if kind == "eml":
        if how[0] % 3 == 0:
            return formats.eml(job.worn)
        attached = (
            (formats.docx(job.worn), "附件.docx")
            if how[0] % 3 == 1
            else (formats.platypus(job.worn, Sheetwork()), "附件.pdf")
        )
        return formats.eml(job.worn, *attached)
    if kind == "ofd":
        from tests.makers.ofd import print_ofd

        return print_ofd(job.worn.paper, ruled=how[0])
    if kind == "print":
        return browser.print(_printable(job.worn, how[0], how[1]), header=how[1] % 3 == 0)
    if kind == "scan":
        return _scan(formats.platypus(job.worn, Sheetwork(embedded=True, size=9)), *how)
    raise ValueError(kind)


def _printable(worn: Worn, style: str, seed: int) -> str:
    rng = random.Random(f"printable {seed}")
    upright = rng.choice(("top", "middle", "middle", "bottom"))
    fonts = rng.choice(
        ("sans-serif", "serif", "monospace", "'WenQuanYi Micro Hei',Arial", "Arial,sans-serif")
    )
    two = rng.random() < 0.12
    sheet = rng.choice(("A3", "A3 landscape") if two else _SHEETS)
    style_css = _CSS.get(style) or STYLES[style]
    if rng.random() < 0.7:  # else the headings are set without the lines of the cells
        style_css = style_css.replace("td{", "td,th{").replace(".th{", "th{")
    css = f"""
    @page{{size:{sheet};margin:{rng.choice((10, 18, 25))}mm {rng.choice((10, 15, 28))}mm}}
    body{{font:{rng.choice((13, 15, 17))}px/1.6 {fonts};margin:0;zoom:{rng.choice((0.75, 0.9, 1, 1, 1.15))};
      letter-spacing:{rng.choice((0, 0, 0, 0.5, 1.2, -0.3))}px}}
    .two{{columns:{1 + two};column-gap:8mm}}
    table{{border-collapse:{rng.choice(("collapse", "collapse", "separate"))};border:none;
      width:{rng.choice(("100%", "95%", "auto"))};table-layout:{rng.choice(("auto", "auto", "fixed"))}}}
    td,th{{border:none;font-weight:{rng.choice(("normal", "normal", "bold"))};font-size:{9 if two else rng.choice((9, 11, 12, 14))}px;
      text-align:{rng.choice(("center", "left", "right", "justify"))};word-break:{rng.choice(("normal", "normal", "break-all"))};
      vertical-align:{upright};padding:{rng.choice((0, 2, 5, 9))}px {rng.choice((2, 4, 7))}px;line-height:{rng.choice((1.1, 1.4, 1.9))}}}
    thead,th{{font-weight:{rng.choice(("normal", "bold"))}}}
    tr{{break-inside:{rng.choice(("avoid", "auto"))}}}
    *{{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
    {style_css}"""
    page = formats.html(worn, dialect="th", css=css)
    page = page.replace("<body>", "<body><div class=two>").replace("</body>", "</div></body>")
    return page.replace("<table border=1>", "<table>")


def _scan(data: bytes, dpi: int, angle: float) -> bytes:
    import io

    import pypdfium2

    pictures = []
    with pypdfium2.PdfDocument(data) as document:
        for sheet in document:
            picture = sheet.render(scale=dpi / 72).to_pil().convert("L")
            pictures.append(picture.rotate(angle, expand=False, fillcolor=255, resample=3))
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return out.getvalue()


def _write(folder: Path, job: Job, data: bytes) -> None:
    (folder / f"{job.name}.{job.suffix}").write_bytes(data)
    facts = {
        "group": job.group,
        "expected": job.worn.expected,
        "doubtful": sorted(job.worn.doubtful),
    }
    (folder / f"{job.name}.json").write_text(json.dumps(facts, ensure_ascii=False))


def score(folder: Path, only: str, *, listed: bool) -> dict[str, Counter[str]]:
    """Counts by class; what is not all right is printed as it comes."""
    import govcrawl

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for note in sorted(folder.glob("*.json")):
        target = next(p for p in folder.glob(f"{note.stem}.*") if p.suffix != ".json")
        if only not in target.name:
            continue
        facts = json.loads(note.read_text())
        start = time.process_time()
        reports = govcrawl.parse(target)
        took = time.process_time() - start
        record = reports[0] if reports else None
        found = compare(facts["expected"], record)
        found["reports"] = len(reports)
        counts[facts["group"]] += found + Counter(files=1, ms=round(took * 1000))
        if listed and (found["wrong"] or found["said"] or found["unsaid"]):
            shown = " ".join(f"{k}={found[k]}" for k in ("right", "wrong", "said", "unsaid"))
            codes = sorted({i.code for i in record.issues}) if record else "no record"
            print(f"{target.name:60} {shown} {codes}", file=sys.stderr)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("make", "score"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    if args.what == "make":
        make(args.folder, args.only, args.seed)
        return
    show(score(args.folder, args.only, listed=args.list))


def show(counts: dict[str, Counter[str]]) -> None:
    """Print the counts as a table."""
    kinds = ("right", "wrong", "said", "unsaid")
    print(
        f"{'class':24}{'files':>6}{'cells':>8}{'right %':>9}{'wrong':>7}{'said':>7}{'unsaid':>7}{'ms':>6}"
    )
    total: Counter[str] = Counter()
    for group, found in [*sorted(counts.items()), ("all", total)]:
        if group != "all":
            total += found
        cells = max(1, sum(found[kind] for kind in kinds))
        print(
            f"{group:24}{found['files']:6}{cells:8}{100 * found['right'] / cells:9.1f}{found['wrong']:7}"
            f"{found['said']:7}{found['unsaid']:7}{found['ms'] / max(1, found['files']):6.0f}"
        )


if __name__ == "__main__":
    main()
