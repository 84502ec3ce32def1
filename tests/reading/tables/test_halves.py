"""Table 3 printed in two halves side by side."""

from __future__ import annotations

import govcrawl
from tests.makers.library import _places
from tests.makers.printing import paper


def page(*, labels: bool) -> tuple[str, dict[str, int | float | None]]:
    """The table's rows in two halves; without ``labels`` the right one repeats none."""
    made = paper("format_2021", 78)
    table = made.tables[1][1]
    rows = [[""] * 10 for _ in table.grid]
    for (row, column), (text, down, across, _) in _places(table).items():
        for r in range(row, row + down):
            rows[r][column : column + across] = [text] * across
    heads = ["项目", "", "", "自然人", *rows[2][4:9], "总计"]
    body = rows[3:]
    half = (len(body) + 1) // 2
    lines = [heads + heads]
    for left, right in zip(body[:half], [*body[half:], [""] * 10], strict=False):
        lines.append(left + (right if labels else ["", "", "", *right[3:]]))
    cells = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in line)}</tr>" for line in lines)
    html = (
        f"<h1>{made.title}</h1><p>一、总体情况</p><p>全年工作平稳，制度按要求落实。</p>"
        f"<h2>三、收到和处理政府信息公开申请情况</h2><table>{cells}</table>"
    )
    return html, table.values


def test_both_halves_are_read() -> None:
    html, expected = page(labels=True)
    (report,) = govcrawl.parse(html.encode())
    assert {k: report.tables.get(k) for k in expected} == expected


def test_a_half_without_labels_moves_no_figure() -> None:
    html, expected = page(labels=False)
    (report,) = govcrawl.parse(html.encode())
    got = {k: v for k, v in report.tables.items() if v is not None and k in expected}
    assert {k: v for k, v in got.items() if v != expected[k]} == {}
    assert any(issue.code.startswith("table") for issue in report.issues)
