"""What a folder is searched for."""

from __future__ import annotations

from pathlib import Path

from govcrawl.reparsing import files_under


def test_a_folder_gives_only_known_kinds_and_nothing_hidden(tmp_path: Path) -> None:
    for name in ("a.HTM", "b.json", ".c.html", "sub/d.pdf", ".git/e.html", "f.mht", "g"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    skipped: list[Path] = []
    assert [p.name for p in files_under(tmp_path, skipped)] == ["a.HTM", "f.mht", "g", "d.pdf"]
    assert [p.name for p in skipped] == ["b.json"]
