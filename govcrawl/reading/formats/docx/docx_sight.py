"""What a reader of a DOCX file sees of a run: struck out, hidden, raised (ECMA-376, 17.3.2).

A property of the run itself outranks its character style, and that the style of the paragraph.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from govcrawl.reading.formats.ooxml import W, attribute, is_on

_HIDDEN = ("vanish", "specVanish")
_STRUCK = ("strike", "dstrike")
#: Half points; what is smaller cannot be seen.
_TINIEST = 3


class Look(NamedTuple):
    """``apart`` is why a run's text is not read with the text around it ("" where it is);
    ``white`` text is hidden only beside text of another colour."""

    apart: str = ""
    raised: bool = False
    white: bool = False


class Looks:
    """The looks of runs, by the styles of the document (``word/styles.xml``)."""

    def __init__(self, styles: Any) -> None:
        self._styles: dict[str, Any] = {}
        for style in styles.iter(f"{W}style") if styles is not None else ():
            self._styles.setdefault(style.get(f"{W}styleId", ""), style)
        self._known: dict[str, dict[str, Any]] = {}

    def look(self, run: Any) -> Look:
        """How a ``w:r`` looks."""
        own = run.find(f"{W}rPr")
        paragraph = next(run.iterancestors(f"{W}p"), None)
        base = (
            attribute(paragraph.find(f"{W}pPr/{W}pStyle"), "val") if paragraph is not None else ""
        )
        properties = dict(self._style(base or ""))
        if own is not None:
            properties |= self._style(attribute(own.find(f"{W}rStyle"), "val") or "")
            properties |= _properties(own)
        return _look(properties) if properties else Look()

    def _style(self, style_id: str) -> dict[str, Any]:
        """The properties of a style with those it is based on."""
        if style_id not in self._known:
            chain: list[Any] = []
            at = style_id
            while at in self._styles and self._styles[at] not in chain:
                chain.append(self._styles[at])
                at = attribute(chain[-1].find(f"{W}basedOn"), "val") or ""
            found: dict[str, Any] = {}
            for style in reversed(chain):
                found |= _properties(style.find(f"{W}rPr"))
            self._known[style_id] = found
        return self._known[style_id]


_NAMES = frozenset([*_HIDDEN, *_STRUCK, "vertAlign", "position", "color", "sz", "highlight", "shd"])


def _properties(element: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element if element is not None else ():
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name in _NAMES:
            found[name] = child
    return found


def _look(properties: dict[str, Any]) -> Look:
    apart = ""
    if any(is_on(properties.get(name)) for name in _STRUCK):
        apart = "struck"
    elif any(is_on(properties.get(name)) for name in _HIDDEN) or _is_tiny(properties.get("sz")):
        apart = "hidden"
    position = attribute(properties.get("position"), "val") or "0"
    raised = attribute(properties.get("vertAlign"), "val") == "superscript" or (
        position.isdigit() and int(position) > 0
    )
    colour = (attribute(properties.get("color"), "val") or "").upper()
    shaded = "highlight" in properties or "shd" in properties
    return Look(apart, raised, colour == "FFFFFF" and not shaded)


def _is_tiny(size: Any) -> bool:
    value = attribute(size, "val") or ""
    return value.isdigit() and int(value) < _TINIEST
