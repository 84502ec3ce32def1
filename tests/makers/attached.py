"""Reports in several files: pages of narrative, and the statistics that they attach."""

from __future__ import annotations

from io import BytesIO

import openpyxl

ROWS = [
    ("（一）主动公开政府信息数", "条", "31"),
    ("其中：主动公开规范性文件数", "条", "2"),
    ("制发规范性文件总数", "件", "2"),
    ("（一）收到申请数", "件", "4"),
    ("1.当面申请数", "件", "1"),
    ("3.网络申请数", "件", "3"),
]


def page(year: int = 2016, more: str = "") -> bytes:
    return (
        f"<html><body><h1>某县水务局{year}年政府信息公开工作年度报告</h1><p>一、概述</p>"
        f"<p>{year}年，某县水务局主动公开政府信息31条，收到申请4件。</p><p>二、存在的问题</p>"
        f"<p>公开内容不够丰富，今后加以改进。</p>{more}</body></html>"
    ).encode()


def table(year: int = 2016) -> bytes:
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in ROWS)
    return (
        f"<html><body><p>政府信息公开情况统计表（{year}年度）</p><table><tr><td>统计指标</td>"
        f"<td>单位</td><td>统计数</td></tr>{rows}</table></body></html>"
    ).encode()


def sheet() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["政府信息公开情况统计表"])
    book.active.append(["统计指标", "单位", "统计数"])
    for label, unit, number in ROWS:
        book.active.append([label, unit, int(number)])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
