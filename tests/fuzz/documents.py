"""One mutated PDF or DOCX for one number."""

from __future__ import annotations

import re
import struct
import zlib
from functools import lru_cache
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

from tests.fuzz import grammar, markup
from tests.makers import docx
from tests.makers.pdf import Cell, Maker, assemble

_TITLE = "某市某局2020年政府信息公开工作年度报告"
_PARAGRAPHS = (
    "一、总体情况", "2020年,我局主动公开政府信息215条,收到政府信息公开申请3件,均按时答复。",
    "二、主动公开情况", "未发生行政复议、行政诉讼案件。", "三、存在的主要问题及改进情况", "公开内容还不够丰富。" * 9,
)  # fmt: skip
_LABELS = (
    "申请人情况",
    "自然人",
    "法人",
    "总计",
    "一、本年新收数量",
    "二、上年结转数量",
    "三、结果",
    "四、结转下年",
    "维持",
    "0",
    "12",
    "3",
    "",
)
_INTEGERS = (
    "0",
    "-1",
    "1",
    "2",
    "99999",
    "2147483648",
    "-9e99",
    "1e308",
    "4294967297",
    "x",
    "[]",
    "null",
    "3 0 R",
)
_OBJECT = re.compile(rb"\d+ \d+ obj.*?endobj", re.DOTALL)
_ENTRY = re.compile(
    rb"/(?:Count|Length|MediaBox|Rotate|Size|Root|Kids|Parent|Filter|First|Prev|W|Index|Contents|Font|FontBBox"
    rb"|Widths|DW|Subtype|Encoding|ToUnicode|Resources|XObject)\s*(?:\[[^\]]*\]|\d+ \d+ R|[^\s/<>\[\]]+)"
)
_OPERATORS = (
    "q ", "Q ", "BT ", "ET ", "0 0 m 500 0 l S\n", "0 0 m 0 700 l S\n", "10 10 90 90 re f\n", "1 0 0 1 5 5 cm ",
    "1e9 0 0 1e9 0 0 cm ", "0 0 0 0 0 0 cm ", "/F1 12 Tf ", "/F1 1e9 Tf ", "/F1 -3 Tf ", "(a) Tj ", "<0041> Tj ",
    "100 Tz ", "0 Tz ", "3 Tr ", "0 -14 Td ", "1e30 1e30 Td ", "[(a)-9999(b)] TJ ", "/X0 Do ", "BI /W 9 /H 9 ID x EI ",
    "[] 0 d ", "0.5 w ", "1 0 0 RG ", "h ", "W n ", "f* ", "BDC ", "EMC ", "(" * 9, "<<" * 9, "%", "1 1 1 1 1 1 c ",
)  # fmt: skip


@lru_cache(maxsize=1)
def pdfs() -> tuple[bytes, ...]:
    """Small PDFs with text, ruled tables over pages, turned pages and a picture."""
    import reportlab.rl_config

    reportlab.rl_config.invariant = 1  # no clock in the files
    found = []
    for style, rotate, encrypt in (
        ("line", 0, None),
        ("rect", 90, None),
        ("dash", 0, None),
        ("line", 270, "secret"),
    ):
        maker = Maker(
            style=style,
            rotate=rotate,
            encrypt=encrypt,
            header="某市政府信息公开" if rotate else None,
        )
        maker.canvas.setPageCompression(1 if style == "rect" else 0)
        maker.title(_TITLE)
        for paragraph in _PARAGRAPHS:
            maker.paragraph(paragraph)
        cells = [
            Cell(_LABELS[(r * 5 + c) % len(_LABELS)], r, c) for r in range(9) for c in range(5)
        ]
        maker.table([90.0] * 5, cells, heights=30.0)
        if style == "dash":
            maker.image_page()
        found.append(maker.done())
    return tuple(found)


@lru_cache(maxsize=1)
def words() -> tuple[dict[str, str], ...]:
    """DOCX packages as their parts."""
    rows = [
        docx.table(
            *(
                "".join(docx.cell(_LABELS[(r * 5 + c) % len(_LABELS)]) for c in range(5))
                for r in range(9)
            )
        )
    ]
    rows.append(
        docx.table(
            docx.cell("甲", span=2) + docx.cell("乙", merge="restart"),
            docx.cell("1") * 2 + docx.cell("", merge="continue"),
        )
    )
    body = (
        docx.paragraph(_TITLE, '<w:jc w:val="center"/>')
        + "".join(map(docx.paragraph, _PARAGRAPHS))
        + "".join(rows)
    )
    numbered = "".join(
        docx.paragraph(
            p, '<w:pStyle w:val="a"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        )
        for p in _PARAGRAPHS
    )
    levels = docx.level(0, "chineseCounting", "%1、") + docx.level(1, "decimal", "（%1.%2）")
    numbering = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    styles = '<w:style w:styleId="a"><w:name w:val="x"/><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    packages = (
        docx.package(body),
        docx.package(numbered + rows[0], numbering=numbering, styles=styles),
    )
    found = []
    for data in packages:
        with ZipFile(BytesIO(data)) as archive:
            found.append({n: archive.read(n).decode() for n in archive.namelist()})
    return tuple(found)


def make(number: int) -> tuple[bytes, str | None, str | None]:
    """Bytes, address and Content-Type of case ``number``."""
    rng = Random(f"document:{number}")
    if rng.random() < 0.5:
        data = rng.choice((_drawn, _objects, _objects, _entries, _entries))(rng, rng.choice(pdfs()))
        return _bytes(rng, data, pdfs()[0]), "http://www.mouxian.gov.cn/a.pdf", None
    data = _package(rng, dict(rng.choice(words())))
    return _bytes(rng, data, data), "http://www.mouxian.gov.cn/a.docx", None


def _bytes(rng: Random, data: bytes, other: bytes) -> bytes:
    roll = rng.random()
    at = rng.randint(0, len(data))
    if roll < 0.6:
        return data
    if roll < 0.75:
        changed = bytearray(data)
        for _ in range(rng.choice((1, 5, 100))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        return bytes(changed)
    if roll < 0.85:
        return data[:at]
    if roll < 0.92:
        return data[:at] + other[rng.randint(0, len(other)) :]
    return data[:at] + rng.randbytes(rng.choice((1, 40, 4000))) + data[at:]


# --- PDF ---------------------------------------------------------------------------------


def _objects(rng: Random, data: bytes) -> bytes:
    """Objects dropped, doubled, exchanged; the table of offsets no longer fits."""
    objects = list(_OBJECT.finditer(data))
    if len(objects) < 2:
        return data
    a, b = rng.choice(objects), rng.choice(objects)
    first, second = sorted((a, b), key=lambda m: m.start())
    roll = rng.randrange(4)
    if roll == 0:
        return data[: a.start()] + data[a.end() :]
    if roll == 1:
        return data[: a.end()] + b"\n" + a.group() * rng.choice((1, 2000)) + data[a.end() :]
    if roll == 2 or first is second:  # the head of one with the content of another
        head = re.match(rb"\d+ \d+ obj", a.group())
        tail = b.group()[len(re.match(rb"\d+ \d+ obj", b.group()).group()) :]  # type: ignore[union-attr]
        return data[: a.start()] + head.group() + tail + data[a.end() :]  # type: ignore[union-attr]
    middle = data[first.end() : second.start()]
    return data[: first.start()] + second.group() + middle + first.group() + data[second.end() :]


def _entries(rng: Random, data: bytes) -> bytes:
    """Values of keys changed: counts, boxes, lengths, references that run in circles."""
    entries = list(_ENTRY.finditer(data))
    if not entries:
        return data
    for m in sorted(
        rng.sample(entries, min(len(entries), rng.choice((1, 2, 5)))), key=lambda m: -m.start()
    ):
        key = re.match(rb"/\w+", m.group()).group()  # type: ignore[union-attr]
        n = rng.choice((1, 4, 4, 5000))
        value = rng.choice(
            (
                rng.choice(_INTEGERS),
                f"[{' '.join(rng.choice(_INTEGERS[:9]) for _ in range(n))}]",
                f"{rng.randrange(20)} 0 R",
                f"[{' '.join(f'{rng.randrange(20)} 0 R' for _ in range(n))}]",
                "<<" * rng.choice((1, 600)),
                rng.choice(
                    (
                        "/FlateDecode",
                        "/LZWDecode",
                        "/JBIG2Decode",
                        "/ASCII85Decode",
                        "/JPXDecode",
                        "/Crypt",
                    )
                ),
            )
        )
        data = data[: m.start()] + key + b" " + value.encode() + data[m.end() :]
    return data


def _drawn(rng: Random, _: bytes) -> bytes:
    """A PDF written by hand: odd operators, recursive forms and trees, many pages, huge boxes."""
    size = int(10 ** rng.uniform(0.5, 4.5))
    stream = "".join(rng.choice(_OPERATORS) for _ in range(rng.randint(1, 30))) * max(1, size // 20)
    text = grammar.piece(rng)[:500].encode("utf-16-be", "replace").hex()
    content = f"BT /F1 12 Tf 1 0 0 1 72 700 Tm <{text}> Tj ET {stream}".encode("latin-1", "replace")
    if rng.random() < 0.3:
        content = zlib.compress(content * rng.choice((1, 1, 300)))
        filters = b"/Filter /FlateDecode "
    else:
        filters = b""
    n_pages = rng.choice((1, 1, 2, 5, 400, 3000))
    kids = " ".join(
        rng.choice(("4 0 R", "4 0 R", "2 0 R", "3 0 R", "9 0 R")) if rng.random() < 0.1 else "4 0 R"
        for _ in range(n_pages)
    )
    box = (
        " ".join(rng.choice(_INTEGERS[:9]) for _ in range(4))
        if rng.random() < 0.4
        else "0 0 595 842"
    )
    count = rng.choice((str(n_pages), str(n_pages), rng.choice(_INTEGERS)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}/MediaBox[{box}]>>".encode(),
        b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9>>",
        f"<</Type/Page/Parent {rng.choice((2, 2, 3, 4))} 0 R/Contents {rng.choice(('5 0 R', '[' + '5 0 R ' * rng.choice((1, 50)) + ']'))}"
        f"/Rotate {rng.choice((0, 90, 45, -90, 99999))}/Resources<</Font<</F1 6 0 R>>/XObject<</X0 7 0 R>>>>>>".encode(),
        b"<<" + filters + b"/Length %d>>stream\n" % len(content) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[8 0 R]>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X0 7 0 R>>>>/Length 20>>stream\n"
        + rng.choice(
            (
                b"/X0 Do /X0 Do /X0 Do",
                b"/X0 Do " * 2000,
                b"0 0 m 9 9 l S       ",
                b"0 0 m 9 9 l S " * 999,
            )
        )
        + b"\nendstream",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>/DW 1000>>",
    ]
    return assemble(objects)


# --- DOCX --------------------------------------------------------------------------------

_WORDS = (
    "<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr>", "<w:tc>", "<w:tbl><w:tr><w:tc>", "<w:r>", "<w:t>", "<w:br/>",
    "<w:tab/>", "<w:p><w:r><w:t>一、</w:t></w:r></w:p>", "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>", "<w:txbxContent>",
    '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc>', "<w:del>", "<w:sdt><w:sdtContent>", "<!-- -->",
    '<w:tc><w:tcPr><w:gridSpan w:val="x"/><w:vMerge w:val="continue"/></w:tcPr></w:tc>', "<mc:Fallback>", "&lol;", "&#0;",
    '<w:tr><w:trPr><w:gridBefore w:val="70000"/></w:trPr><w:tc/></w:tr>', "<w:smartTag>", "]]>", "<?x?>", '<w:numPr w:val="-1"/>',
)  # fmt: skip


def _package(rng: Random, parts: dict[str, str]) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 4))):
        name = rng.choice([*parts, "word/document.xml"])
        parts[name] = _xml(rng, parts[name])
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text.encode("utf-8", "replace"))
            roll = rng.random()
            if roll < 0.03:
                archive.writestr(name, text[: rng.randint(0, len(text))].encode("utf-8", "replace"))
            elif roll < 0.05:
                archive.writestr(f"../{name}", b"x" * rng.choice((10, 60_000_000)))
            elif roll < 0.06:
                archive.writestr(name, b"<a>" + b" " * 60_000_000)
    data = bytearray(buffer.getvalue())
    if rng.random() < 0.15:  # flags, methods and sizes of the members
        for mark, at in (
            (b"PK\x03\x04", rng.choice((6, 8, 14, 18, 22, 26))),
            (b"PK\x01\x02", rng.choice((8, 10, 16, 20, 24, 42))),
        ):
            places = [m.start() for m in re.finditer(mark, bytes(data))]
            if places and rng.random() < 0.7:
                struct.pack_into(
                    "<H", data, rng.choice(places) + at, rng.choice((0, 1, 9, 12, 14, 99, 65535))
                )
    return bytes(data)


def _xml(rng: Random, text: str) -> str:
    roll = rng.random()
    if roll < 0.3:
        return markup.damage(rng, text)
    if roll < 0.5:
        return markup.reword(rng, text)
    at = text.find(">", rng.randint(0, len(text))) + 1
    if roll < 0.85:
        return text[:at] + rng.choice(_WORDS) * rng.choice((1, 1, 3, 60, 5000)) + text[at:]
    if roll < 0.92:  # values of attributes
        return re.sub(
            r'w:val="[^"]*"',
            lambda m: rng.choice((m.group(), f'w:val="{rng.choice(_INTEGERS)}"')),
            text,
        )
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    return (
        f'<!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY lol SYSTEM "file:///etc/passwd">{laughs}]>'
        + text.replace("一、", "&l11;&lol;")
    )
