"""Names and small helpers of WordprocessingML (ECMA-376 part 1, clause 17)."""

from __future__ import annotations

from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: The names that files saved as "Strict Open XML" have for the same (ISO/IEC 29500).
STRICT_W: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_R: Final = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def attribute(element: Any, name: str) -> str | None:
    """``w:name`` of an element that may be missing."""
    if element is None:
        return None
    value: str | None = element.get(f"{W}{name}")
    return value


def integer(element: Any, name: str, default: int) -> int:
    """``w:name`` as a whole number; ``default`` where it is missing or is none."""
    value = attribute(element, name)
    try:
        return int(value) if value is not None else default
    except ValueError:
        return default


def is_on(element: Any) -> bool:
    """An on/off property (clause 17.17.4): present without a value means on."""
    return element is not None and attribute(element, "val") not in {"0", "false", "off", "none"}
