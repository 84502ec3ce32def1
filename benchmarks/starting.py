"""What it takes to begin: ``scrapy -h`` beside that of a bare Scrapy project, and one small file."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _seconds(command: list[str], folder: Path, data: str) -> float:
    """Seconds of processor time of a command and of what it starts."""

    def taken() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = taken()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GOVCRAWL_DATA_DIR": data}
    # What is compiled and made of data files is kept, as it is for whoever has not forbidden it.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return taken() - before


def measure(page: bytes, rounds: int = 3) -> dict[str, float]:
    """Seconds: ``bare``, ``ours`` (the list of commands), ``file`` (``scrapy reparse`` of one)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = folder / "bare"
        (package / "spiders").mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "spiders/__init__.py").touch()
        (package / "settings.py").write_text(
            "BOT_NAME = 'bare'\nSPIDER_MODULES = ['bare.spiders']\n"
        )
        (folder / "scrapy.cfg").write_text("[settings]\ndefault = bare.settings\n")
        file = folder / "page.html"
        file.write_bytes(page)
        reparse = ["scrapy", "reparse", str(file), "-O", str(folder / "feed.jsonl")]
        found: dict[str, list[float]] = {"bare": [], "ours": [], "file": []}
        for _ in range(rounds):
            found["bare"].append(_seconds(["scrapy", "-h"], folder, name))
            found["ours"].append(_seconds(["scrapy", "-h"], ROOT, name))
            found["file"].append(_seconds(reparse, ROOT, name))
        return {kind: min(times) for kind, times in found.items()}
