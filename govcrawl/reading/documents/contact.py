"""The contact a report gives for itself, usually in its opening paragraph.

Only paragraphs of the report are read: the footer's numbers belong to the website.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from govcrawl.report import Contact, FieldEvidence
from govcrawl.text import collapse, even, fold, squash

# All on the folded text, its white space kept.
_ADDRESS = re.compile(
    r"(?:办公|联系|通讯|通信|单位|详细)?地\s*址\s*(?:(?:为|是|在)\s*:?|:)\s*([^;,。():]{4,60}?)(?=[;,。()]|\s*(?:邮编|邮政编码|电话|联系电话|传真)|$)"
)
_POSTAL = re.compile(
    r"(?:邮\s*编|邮政编码|P\.?C\.?)\s*(?:为|是)?\s*:?\s*([0-9]{6})(?![0-9])", re.IGNORECASE
)
_NUMBER = r"((?:\+?86[-\s]*)?(?:\(\s*0[0-9]{2,3}\s*\)\s*|0[0-9]{2,3}(?:\s*-{1,3}\s*|\s))?[0-9]{7,8}(?:\s*[-转]\s*[0-9]{1,4})?|1[3-9][0-9]{9}|0[0-9]{9,11})(?![0-9])"
_PHONE = re.compile(
    rf"(?:(?<!传真)(?:联系|咨询|办公|监督|服务)?电\s*话(?:号码)?(?:\s*[/、及和与]\s*传\s*真)?|(?<!\w)Tel)\s*(?:\([^()]{{0,12}}\))?\s*(?:为|是)?\s*:?\s*{_NUMBER}",
    re.IGNORECASE,
)
_FAX = re.compile(rf"(?<![(/、及和与])传\s*真(?:号码|电话)?\s*(?:为|是)?\s*:?\s*{_NUMBER}")
_EMAIL = re.compile(
    r"([A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
)
_DASHES = re.compile(r"\s*-+\s*|(?<=^0\d{3})\s|(?<=^0\d{2})\s")
#: A line that is one item of a list of contacts.
_ITEM = re.compile(
    r"^(?:联系人|(?:联系|咨询|办公|监督)?电话|(?:办公|联系|通讯|通信)?地址|邮编|邮政编码|传真"
    r"|(?:电子)?(?:邮箱|信箱|邮件)|E-?mail)[^:]{0,10}:",
    re.IGNORECASE,
)
_ITEM_MAX = 80
_AREA_IN_BRACKETS = re.compile(r"^\(\s*(0\d{2,3})\s*\)\s*")
_WORDS = re.compile(r"[址电邮@]")
_COUNTRY = re.compile(r"^\+?86[-\s]*0?")


def normalise_phone(text: str) -> str:
    """One hyphen between area code and number, no country code.

    >>> normalise_phone("0830—4250655"), normalise_phone("（0517）83605210")
    ('0830-4250655', '0517-83605210')
    """
    number = _AREA_IN_BRACKETS.sub(r"\1-", collapse(even(text)))
    number = _DASHES.sub("-", number)
    if number.startswith(("86-", "+86")):
        number = "0" + _COUNTRY.sub("", number)
    return number


def read_contact(paragraphs: Iterable[str]) -> tuple[Contact, list[FieldEvidence]]:
    """The first address, postal code, phone, fax and e-mail of the report's own paragraphs.

    Fields come from one paragraph where it gives several; what is not printed stays None.
    """
    best: dict[str, tuple[str, str]] = {}
    for paragraph in _joined(paragraphs):
        found = _read(paragraph)
        if len(found) > len(best):
            best = found
    contact = Contact()
    evidence = []
    for name, (value, printed) in best.items():
        setattr(contact, name, value)
        evidence.append(FieldEvidence(field=f"contact.{name}", rule="label", text=printed))
    return contact, evidence


def _joined(paragraphs: Iterable[str]) -> Iterator[str]:
    """Paragraphs; items of a list of contacts, one a line, as one."""
    items: list[str] = []
    for paragraph in paragraphs:
        if len(paragraph) <= _ITEM_MAX and _ITEM.match(squash(paragraph)):
            items.append(paragraph)
            continue
        if items:
            yield "；".join(items)
            items.clear()
        yield paragraph
    if items:
        yield "；".join(items)


def _read(text: str) -> dict[str, tuple[str, str]]:
    """Field → (value, what it was printed as). Digits are those of the folded text, an address
    is as printed."""
    found: dict[str, tuple[str, str]] = {}
    plain = squash(text)
    if not _WORDS.search(plain):
        return found
    folded = fold(text, blanks=True)

    def printed(match: re.Match[str], group: int = 0) -> str:
        start, end = folded.span(*match.span(group))
        return collapse(text[start:end])

    if address := _ADDRESS.search(folded.text):
        found["address"] = (printed(address, 1), printed(address))
    if postal := _POSTAL.search(folded.text):
        found["postal_code"] = (postal[1], printed(postal))
    if phone := _PHONE.search(folded.text):
        found["phone"] = (normalise_phone(phone[1]), printed(phone))
    if fax := _FAX.search(folded.text):
        found["fax"] = (normalise_phone(fax[1]), printed(fax))
    if email := _EMAIL.search(folded.text):
        found["email"] = (email[1], printed(email))
    # A lone phone or address in running text is an anecdote, not the office's contact.
    return found if len(found) >= 2 or ("phone" in found and "联系" in plain) else {}
