"""DOCX packages from WordprocessingML, for what python-docx cannot make."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = (
    f'<w:document xmlns:w="{_W}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml">'
)


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run; ``properties`` and ``run`` are the inner XML of pPr and rPr."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def cell(text: str, span: int = 1, merge: str = "") -> str:
    """A table cell; ``merge`` is ``restart`` or ``continue``."""
    vertical = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{vertical}</w:tcPr>{paragraph(text)}</w:tc>'


def table(*rows: str) -> str:
    """A table of rows, each the XML of its cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def package(body: str, *, numbering: str = "", styles: str = "", name: str = "document") -> bytes:
    """A package with this body."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"word/{name}.xml", f"{_OPEN}<w:body>{body}</w:body></w:document>")
        if numbering:
            archive.writestr(
                "word/numbering.xml", f'<w:numbering xmlns:w="{_W}">{numbering}</w:numbering>'
            )
        if styles:
            archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{_W}">{styles}</w:styles>')
    return buffer.getvalue()


def level(index: int, fmt: str, text: str) -> str:
    """One level of a list definition."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )
