"""Reports in every format with every damage (``benchmarks/documents.py``): nothing wrong, nothing
missing unsaid. Here what needs no other program; the whole set is long."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import documents
from govcrawl.reading.formats import ocr

#: Least share of right cells of the classes that are not printed by a browser.
_LEAST = {
    "office": 0.95,
    "html stacked": 0.7,
    "html": 0.97,
    "docx": 0.97,
    "xlsx": 0.97,
    "library ruled": 0.97,
}


@pytest.mark.parametrize("only", ["-units-", "-dashes-", "-cut_bare-", "eml-none", "mht-cut", "ofd-notes"])  # fmt: skip
def test_some(only: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "NO_PROGRAMS", True)
    monkeypatch.setattr(ocr, "engine", lambda: None)
    documents.make(tmp_path, only, seed=5)
    total = sum(documents.score(tmp_path, "", listed=True).values(), Counter[str]())
    assert total["files"]
    assert (total["wrong"], total["unsaid"]) == (0, 0)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [3, 4])
def test_the_whole_set(seed: int, tmp_path: Path) -> None:
    documents.make(tmp_path, "", seed=seed)
    counts = documents.score(tmp_path, "", listed=True)
    for group, found in counts.items():
        cells = sum(found[kind] for kind in ("right", "wrong", "said", "unsaid"))
        assert (found["wrong"], found["unsaid"]) == (0, 0), group
        # the first that fits; rows stacked in one cell with a blank among them cannot be told apart
        fitting = (least for start, least in _LEAST.items() if group.startswith(start))
        assert found["right"] >= next(fitting, 0.0) * cells, group
