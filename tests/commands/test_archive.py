"""``scrapy archive verify``: exit status, and the index made again."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock

from tests.archive.made import write
from tests.conftest import Command

PAGES = {"http://x.gov.cn/a.html": b"<p>a", "http://x.gov.cn/b.html": b"<p>b"}


def test_verify_and_rebuild(scrapy: Command, tmp_path: Path) -> None:
    folder = scrapy.data / "archive"
    (path,) = write(folder, PAGES)
    (folder / "index.sqlite").unlink()
    done = scrapy("archive", "verify", "--rebuild")
    assert done.returncode == 0, done.stderr
    assert (folder / "index.sqlite").exists()
    with FileLock(scrapy.data / ".lock"):
        assert scrapy("archive", "verify", "--rebuild").returncode == 5
    data = bytearray(path.read_bytes())
    data[-400] ^= 1
    path.write_bytes(data)
    done = scrapy("archive", "verify", path)
    assert done.returncode == 3
    assert "archive_damaged" in done.stdout
    for wrong in (["verify", tmp_path / "nowhere"], ["repair"]):
        assert scrapy("archive", *wrong).returncode == 2
