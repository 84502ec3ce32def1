"""The signature at the end of a report: the organ's name and the date below it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from govcrawl.messages import issue
from govcrawl.reading.model import Block
from govcrawl.reading.page.dates import date_line
from govcrawl.reading.page.sections import match_marker
from govcrawl.report import Issue
from govcrawl.text import even, fold, squash
from govcrawl.text.numerals import HAN_DIGITS, YEAR

# On folded text, its white space kept.
_ORGAN = re.compile(
    r"^(?!.*各(?:[区市县乡镇街部委局科级处股]|单位|直属))[^。;,:!?、\d]{2,40}(?:局|委|办|府|会|厅|院|所|中心|处|站|队|社|校|学|馆|室|公司|部|署|庭|集团|街道|镇|乡|组|行|台|园|区|苏木|村|海关)$"
)
_BOTH = re.compile(
    rf"^(?P<organ>[^。;,:\d]{{2,40}}?)\s*(?P<date>(?:{YEAR}|[一二][{HAN_DIGITS}]{{3}})[^。;,]{{3,14}})$"
)
_SEALED = re.compile(r"\s*\(\s*(?:盖章|公章|印章|章)\s*\)\s*$")
_MONTH_ONLY = re.compile(r"^\(?20\d\d\s*年\s*\d{1,2}\s*月\)?$")
#: Characters of a line that may be a name, a date, or both.
_LONGEST = 60
#: Paragraphs from the end in which a signature is looked for.
_WINDOW = 8
#: Lines under a headline in which one is looked for.
_HEAD = 3


@dataclass(slots=True)
class Signature:
    """Blocks that are the signature, the organs nearest the date first, the date (ISO)."""

    blocks: list[Block] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    date: str | None = None
    date_text: str | None = None
    issues: list[Issue] = field(default_factory=list)


def take_signature(blocks: list[Block], *, not_after: str | None) -> Signature:
    """Find the signature among the last paragraphs. Tables may come after it; of the text
    after it only short lines (a caption, a list of attachments)."""
    signature = Signature()
    paragraphs = [b for b in blocks if b.kind == "paragraph"][-_WINDOW:]
    for i in range(len(paragraphs) - 1, -1, -1):
        text = paragraphs[i].text
        folded = fold(text, blanks=True) if len(text) <= _LONGEST else None
        plain = folded.text if folded else text
        both = _BOTH.match(plain)
        line = date_line(both["date"] if both else text, not_after=not_after)
        if line:
            signature.blocks.append(paragraphs[i])
            signature.date, signature.date_text = line.iso, text
            if line.repaired:
                signature.issues.append(_repaired(text, line.iso))
            if folded and both and _ORGAN.match(both["organ"].strip()):
                start, end = folded.span(*both.span("organ"))
                signature.agencies.append(text[start:end].strip())
            _organs(signature, paragraphs, i)
            return signature
        if _MONTH_ONLY.match(plain):
            _organs(signature, paragraphs, i)
            if signature.blocks:
                signature.blocks.append(paragraphs[i])
                return signature
        if len(text) > _LONGEST and not _ORGAN.match(plain):
            break
    if paragraphs and len(blocks) > 1:
        _organs(signature, paragraphs, len(paragraphs))
    if not signature.blocks:
        _before_text(signature, blocks, not_after)
    return signature


def _before_text(signature: Signature, blocks: list[Block], not_after: str | None) -> None:
    """A signature between headline and text: an organ's name and a date, each on its line."""
    head = [b for b in blocks[: _HEAD + 1] if b.kind == "paragraph"]
    for organ, day in itertools.pairwise(head):
        line = date_line(day.text, not_after=not_after)
        if line and is_organ(organ.text):
            signature.blocks += [organ, day]
            signature.agencies.append(_unsealed(organ.text))
            signature.date, signature.date_text = line.iso, day.text
            return


def opens_with_signature(blocks: list[Block], at: int) -> bool:
    """Whether a signature is at ``at``, above the text: an organ's name, and below it a day
    written as signatures write it (2013年2月20日; a day in digits alone is the page's own).

    After a headline such a day would else be taken for that of publication."""
    if at + 1 >= len(blocks) or any(b.fate or b.kind == "table" for b in blocks[at : at + 2]):
        return False
    day = squash(blocks[at + 1].text)
    return is_organ(blocks[at].text) and day.endswith("日") and date_line(day) is not None


def _unsealed(text: str) -> str:
    """A name as printed without the words that mean a seal."""
    if len(text) > _LONGEST:
        return text
    folded = fold(text, blanks=True)
    seal = _SEALED.search(folded.text)
    return text[: folded.printed(seal.start())] if seal else text


def is_organ(line: str) -> bool:
    """Whether a line is nothing but an organ's name, sealed or not."""
    name = _unsealed(line)
    return len(name) <= _LONGEST and bool(_ORGAN.match(even(name))) and not match_marker(name)


def _organs(signature: Signature, paragraphs: list[Block], end: int) -> None:
    for block in reversed(paragraphs[max(0, end - 3) : end]):
        if not is_organ(block.text):
            break
        signature.blocks.append(block)
        signature.agencies.append(_unsealed(block.text))


def _repaired(text: str, iso: str) -> Issue:
    return issue("date_repaired", text, date=iso)
