"""The facts of every sample are those of the committed digests."""

from __future__ import annotations

import pytest

from tests.golden import FAMILIES, SHARED, digest, facts, known, sources


@pytest.mark.parametrize("group", ["samples", "shared"])
def test_facts_are_the_golden_ones(group: str) -> None:
    if group == "shared" and not SHARED.is_dir():
        pytest.skip("../shared is not here")
    committed = {family: known(group, family) for family in FAMILIES}
    differ = []
    for where, path, name in sources():
        if where == group:
            for family, value in facts(path).items():
                if committed[family].get(name) != digest(value):
                    differ.append(f"{family}: {name}")
    assert not differ, f"python -m tests.golden --write FOLDER shows what changed: {differ[:20]}"
