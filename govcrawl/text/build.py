"""``python -m govcrawl.text.build`` writes ``simplified.tsv`` and ``forms.tsv`` anew.

The first comes from OpenCC's table of characters as the package ``opencc-python-reimplemented``
ships it, the second from the Unicode character database of the running Python. Both are
committed, so that the same version of govcrawl folds alike under every Python.
"""

from __future__ import annotations

import re
import unicodedata
from importlib import metadata
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_PACKAGE = "opencc-python-reimplemented"
_TABLE = "opencc/dictionary/TSCharacters.txt"

#: Kana and Hangul: nothing of a Chinese report means them.
_FOREIGN = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\uac00-\ud7af]")
#: Blocks whose characters mean plain ones in Chinese text and in the fonts of PDF files.
_BLOCKS = (
    (0x2100, 0x213B),  # letterlike: № ℃
    (0x2160, 0x217F),  # Roman numerals
    (0x2460, 0x24FF),  # circled and parenthesised numerals and letters
    (0x2E80, 0x2FDF),  # CJK radicals
    (0x3200, 0x33FF),  # enclosed CJK, months, squared words
    (0xF900, 0xFAFF),  # CJK compatibility ideographs
    (0xFB00, 0xFB06),  # Latin ligatures
    (0xFE10, 0xFE6F),  # vertical and small forms
    (0xFF01, 0xFFEF),  # full-width and half-width forms
    (0x1D7CE, 0x1D7FF),  # mathematical digits
)
_SIMPLIFIED_HEAD = """\
# Traditional characters and the simplified ones they are matched as, one pair a line.
# Made by `python -m govcrawl.text.build`; do not edit: exceptions stand in characters.toml.
# Source: OpenCC (https://github.com/BYVoid/OpenCC), TSCharacters.txt as shipped in
# {package} {version}; licence: Apache License 2.0. The first simplified
# form of each is kept, pairs of a character with itself and forms outside the BMP are left out.
"""
_FORMS_HEAD = """\
# Compatibility characters and their plain forms (Unicode NFKC), one pair a line.
# Made by `python -m govcrawl.text.build`; do not edit: exceptions stand in characters.toml.
# Source: Unicode Character Database {version} as in Python's unicodedata;
# licence: Unicode License v3. Enclosed numerals keep their brackets, so that a mark of a note
# behind a figure never becomes a digit of it; what would make digits of raised ones is left out.
"""


def simplified() -> str:
    """The table of simplified characters as the text of its file."""
    files = metadata.files(_PACKAGE) or []
    source = next(file for file in files if str(file) == _TABLE)
    lines = [
        _SIMPLIFIED_HEAD.format(package=_PACKAGE, version=metadata.version(_PACKAGE)),
    ]
    for row in source.locate().read_text("utf-8").splitlines():  # type: ignore[attr-defined]
        printed, _, plain = row.partition("\t")
        plain = plain.split(" ")[0]
        if printed != plain and max(printed, plain) < "\U00010000":
            lines.append(f"{printed}\t{plain}\n")
    return "".join(lines)


def _form(char: str) -> str | None:
    """The plain form of a character; None where it has none that may mean it."""
    plain = unicodedata.normalize("NFKC", char)
    kind = unicodedata.decomposition(char).partition(" ")[0]
    if plain == char or " " in plain or kind in ("<square>", "<super>", "<sub>", "<fraction>"):
        return None
    if _FOREIGN.search(plain):
        return None
    if kind == "<circle>":
        return f"({plain})"
    return plain


def forms() -> str:
    """The table of compatibility characters as the text of its file."""
    lines = [_FORMS_HEAD.format(version=unicodedata.unidata_version)]
    for first, last in _BLOCKS:
        for code in range(first, last + 1):
            if plain := _form(chr(code)):
                lines.append(f"{chr(code)}\t{plain}\n")
    return "".join(lines)


if __name__ == "__main__":
    (_HERE / "simplified.tsv").write_text(simplified(), "utf-8")
    (_HERE / "forms.tsv").write_text(forms(), "utf-8")
