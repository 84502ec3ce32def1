"""What a reader of a page sees: which text is struck out, hidden, raised or said beside the text.

One decision for paragraphs and tables alike, from the element's name, its style attribute and
the rules of the page's own ``<style>``. Style sheets in other files are not there to be asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

import lxml.etree
from cssselect import GenericTranslator, SelectorError, parse
from lxml.etree import _Element as HtmlElement

#: Elements whose content is no text of the page at all.
NO_TEXT: Final = frozenset(
    "script style template head title svg math select option textarea audio video canvas object"
    " noscript".split()
)
#: Elements whose text is not read with the text around them, and why.
_APART: Final = {
    "s": "struck",
    "strike": "struck",
    "del": "struck",
    "rt": "ruby",
    "rp": "ruby",
    "dialog": "dialog",
    "iframe": "fallback",
    "svg": "drawn",
    "math": "drawn",
}
#: Elements that say by their name alone how the text in them is seen.
SPECIAL: Final = NO_TEXT | _APART.keys() | {"sup"}
# All of these are looked for in lower case, after a word that each begins with or holds.
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none")
_INVISIBLE = re.compile(r"visibility\s*:\s*(?:hidden|collapse)")
_WITHOUT_ROOM = re.compile(r"visibility\s*:\s*collapse")
_HIDDEN_IN_WORD = re.compile(r"mso-hide\s*:\s*all")
#: Put outside of the window, cut to nothing, or transparent.
_FAR_OUT = re.compile(r":\s*-\s*\d{3}")
_OUTSIDE = re.compile(r"(?:text-indent|margin-left|left|top|right)\s*:\s*-\s*\d{3,}")
_CLIPPED = re.compile(r"clip\s*:\s*rect\(\s*0[a-z]*[\s,]+0[a-z]*[\s,]+0[a-z]*[\s,]+0[a-z]*\s*\)")
_TRANSPARENT = re.compile(
    r"(?<![^;\s])(?:color|fill)\s*:\s*(?:transparent|rgba\([^)]*,\s*0(?:\.0+)?\s*\))"
)
_CUT = re.compile(r"overflow(?:-[xy])?\s*:\s*hidden")
_COLLAPSED = re.compile(
    r"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*0+(?:\.0*)?(?:px|pt|em)?\s*(?:!|;|$)"
)
_TINY = re.compile(r"font-size\s*:\s*0+(?:\.0*)?(?:px|pt|r?em|%)?\s*(?:!|;|$)")
_SIZED = re.compile(r"font(?:-size)?\s*:", re.IGNORECASE)
_CLEAR = re.compile(r"opacity\s*:\s*0*(?:\.0*)?%?\s*(?:!|;|$)")
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top)")
_WHITE = re.compile(
    r"color(?<![^;\s]color)\s*:\s*(?:white|#fff(?:fff)?\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))"
)
_CENTRED = re.compile(r"text-align\s*:\s*center")
_INLINE: Final = frozenset("span font i em b strong small u".split())
_LINES: Final = frozenset("p td th li".split())
#: Text of this length that fades in when a page is loaded is no hidden number.
_FADES_IN: Final = 100
#: A rule for the screen's menus may name the container of the text, which a script then shows.
_MOST_BY_RULE: Final = 1000

_MARKS = re.compile("<!--|-->")
_AT_BLOCK = re.compile(r"@(?:media|supports|page|font-face|keyframes|-\w+-keyframes)[^{}]{0,300}")
_FOR_PAPER = re.compile(r"print(?<=\bprint)\b")  # in lower case
_STATEFUL = re.compile(r":(?!root|first-child|last-child|nth|not)")
_STRING: Any = lxml.etree.XPath("string()", smart_strings=False)
#: One class or identifier, perhaps of one kind of element: what most rules name.
_PLAIN_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?([.#][A-Za-z_][\w-]*)", re.ASCII)
_WORDS = re.compile(r"[.#][\w-]+")
_ATTRIBUTES = re.compile(r"\[[\w-]+(?=\s*(?:[~^$*|]?=|\]))")
#: Such elements below others, or their children.
_COMPOUND = r"(?:[a-z][a-z0-9-]*(?:[.#][A-Za-z_][\w-]*)*|(?:[.#][A-Za-z_][\w-]*)+)"
_NESTED_SELECTOR = re.compile(rf"{_COMPOUND}(?:(?:\s+|\s*>\s*){_COMPOUND}){{0,9}}", re.ASCII)
#: What a sheet holds that says something here: plain words, which are looked for fast, or these.
_TELLING_WORDS: Final = tuple(
    "none hidden line-through super text-top opacity indent #fff white".split()
)
_TELLING = re.compile(r"font-size\s*:\s*0|-\d{3}")
_LONGEST: Final = 2000  # characters of a rule
_MAX_SHEET: Final = 200_000
_MAX_RULES: Final = 200


def text_of(element: HtmlElement) -> str:
    """All the text in an element."""
    text: str = _STRING(element)
    return text


class Look(NamedTuple):
    """What an element's own name and style state about the text in it. ``apart`` is why it is not
    read with the text around it ("" where it is)."""

    apart: str = ""
    raised: bool = False
    #: it takes no room either: a cell that is gone moves those after it
    gone: bool = False
    centred: bool = False
    #: only where nothing closer to the text sets a size
    tiny: bool = False
    #: only a short text
    clear: bool = False
    #: only beside text of another colour
    white: bool = False


PLAIN: Final = Look()


@lru_cache(maxsize=8192)
def _look(style: str) -> Look:
    """What declarations say; `PLAIN` itself where they say nothing that matters here."""
    said = style.lower()
    hides = _hides(said)
    raised = ("super" in said or "text-top" in said) and _RAISED.search(said) is not None
    centred = "center" in said and _CENTRED.search(said) is not None
    tiny = "font-size" in said and _TINY.search(said) is not None
    clear = "opacity" in said and _CLEAR.search(said) is not None
    white = _whitens(said)
    struck = "line-through" in said
    if not (hides or raised or centred or tiny or clear or white or struck):
        return PLAIN
    return Look(
        "struck" if struck else "hidden" if hides else "",
        raised,
        hides and (_NOT_DISPLAYED.search(said) or _WITHOUT_ROOM.search(said)) is not None,
        centred,
        tiny,
        clear,
        white,
    )


def _hides(said: str) -> bool:
    """Whether declarations, in lower case, put a text out of sight."""
    return bool(
        ("none" in said and _NOT_DISPLAYED.search(said))
        or ("visibility" in said and _INVISIBLE.search(said))
        or ("mso-hide" in said and _HIDDEN_IN_WORD.search(said))
        or ("-" in said and _FAR_OUT.search(said) and _OUTSIDE.search(said))
        or ("rect(" in said and _CLIPPED.search(said))
        or (("transparent" in said or "rgba(" in said) and _TRANSPARENT.search(said))
        or ("overflow" in said and _CUT.search(said) and _COLLAPSED.search(said))
    )


def _whitens(said: str) -> bool:
    """Whether they make a text white and no ground of another colour for it."""
    return (
        "color" in said
        and ("white" in said or "#fff" in said or "rgb(" in said)
        and "background" not in said
        and _WHITE.search(said) is not None
    )


def by_name(tag: str, style: str) -> Look | None:
    """What an element's name and its style attribute state about it, where its page has no rule for
    it; None where that depends on what is in it or around it."""
    look = _look(style) if style else PLAIN
    if tag in SPECIAL:
        if tag == "sup":
            return look._replace(raised=True)
        return None if tag == "dialog" else look._replace(apart=_APART.get(tag, "no text"))
    if not look.apart and (look.clear or look.tiny or (look.white and tag in _INLINE)):
        return None
    return look


@dataclass(slots=True)
class Sight:
    """The looks of a page's elements; ``ruled`` are declarations that rules of ``<style>`` give
    to elements, ``shown`` elements that a script shows wherever they are."""

    ruled: dict[HtmlElement, str] = field(default_factory=dict)
    shown: set[HtmlElement] = field(default_factory=set)
    _known: dict[HtmlElement, Look] = field(default_factory=dict)

    @classmethod
    def of_page(cls, tree: HtmlElement) -> Sight:
        """Read the page's own rules; most pages have none that hide, strike or raise."""
        rules = [rule for style in tree.iter("style") for rule in _rules(style.text or "")]
        ruled: dict[HtmlElement, str] = {}
        if rules:
            page = _Named(tree, [selector for selector, _ in rules[:_MAX_RULES]])
            for selector, declarations in rules[:_MAX_RULES]:
                for element in page.matches(selector):
                    ruled[element] = f"{ruled.get(element, '')};{declarations}"
        return cls({e: d for e, d in ruled.items() if not _shown_by_script(e, d)})

    def look(self, element: HtmlElement) -> Look:
        """What an element itself says; `PLAIN` for nearly all."""
        tag = element.tag
        # one attribute is asked for at a time: the mapping of all of them costs much more
        style = element.get("style") or ""
        if self.ruled and (declared := self.ruled.get(element)):
            style = f"{declared};{style}" if style else declared
        hidden = element.get("hidden") is not None
        if not style and not hidden and tag not in SPECIAL:
            return PLAIN
        look = _look(style) if style else PLAIN
        if tag in SPECIAL:
            if tag == "sup":
                return look._replace(raised=True)
            if tag != "dialog" or element.get("open") is None:
                return look._replace(apart=_APART.get(tag, "no text"))
        if not look.apart:
            if hidden:
                return look._replace(apart="hidden", gone=True)
            if look.clear and len(text_of(element).strip()) <= _FADES_IN:
                return look._replace(apart="hidden")
            if look.white and tag in _INLINE and self._beside_other(element):
                return look._replace(apart="hidden")
            if look.tiny and not _sized_below(element):
                return look._replace(apart="hidden")
        return look

    def again(self, element: HtmlElement) -> Look:
        """``look``, remembered: what is in a table is asked for several times."""
        look = self._known.get(element)
        if look is None:
            look = self._known[element] = self.look(element)
        return look

    def _beside_other(self, element: HtmlElement) -> bool:
        """Whether a white text without a background of its own is in a line of text that
        is not white."""
        own = len(text_of(element).strip())
        for parent in element.iterancestors("*"):
            style = f"{self.ruled.get(parent, '')};{parent.get('style') or ''}"
            style = style.lower()
            if parent.get("bgcolor") or "background" in style or _WHITE.search(style):
                return False
            if len(text_of(parent).strip()) > own:
                return parent.tag in _LINES or parent.tag in _INLINE
        return False


def _sized_below(element: HtmlElement) -> bool:
    """Whether what is below an element of size 0 may have a size of its own."""
    return any(
        child.get("class") or child.get("id") or child.tag == "font" or _SIZED.search(style)
        for child in element.iterdescendants("*")
        if (style := child.get("style") or "") is not None
    )


def _shown_by_script(element: HtmlElement, declarations: str) -> bool:
    """A whole text that a rule hides is one that the page's script shows."""
    return _look(declarations).apart == "hidden" and len(text_of(element)) > _MOST_BY_RULE


def _may_tell_sheet(sheet: str) -> bool:
    return any(word in sheet for word in _TELLING_WORDS) or _TELLING.search(sheet) is not None


@lru_cache(maxsize=32)  # the pages of a site have one sheet
def _rules(sheet: str) -> tuple[tuple[str, str], ...]:
    """Selectors with the declarations that matter here, from one style sheet."""
    if len(sheet) > _MAX_SHEET or not _may_tell_sheet(sheet):
        return ()
    rules: list[tuple[str, str]] = []
    sheet = _without_comments(sheet)
    if "@" in sheet and "print" in (lower := sheet.lower()) and _FOR_PAPER.search(lower):
        sheet = _without_paper(sheet)
    for rule in sheet.split("}"):
        selectors, brace, declarations = rule.rpartition("{")
        selectors = selectors.rpartition("{")[2]  # after the condition of a block
        if not brace or len(selectors) > _LONGEST or len(declarations) > _LONGEST:
            continue
        look = _look(declarations.strip())
        if not (look.apart or look.raised or look.tiny or look.clear or look.white):
            continue
        for selector in selectors.split(","):
            selector = selector.strip()
            if selector and not _STATEFUL.search(selector):
                rules.append((selector, declarations))
    return tuple(rules)


def _without_comments(sheet: str) -> str:
    """The sheet without its comments and the marks of one around it."""
    kept: list[str] = []
    at = 0
    while (start := sheet.find("/*", at)) >= 0 and (end := sheet.find("*/", start + 2)) >= 0:
        kept.append(sheet[at:start])
        at = end + 2
    kept.append(sheet[at:])
    if "<!--" in sheet or "-->" in sheet:
        kept = [_MARKS.sub("", part) for part in kept]
    return "".join(kept)


def _without_paper(sheet: str) -> str:
    """The sheet without what holds on paper only; other conditions are taken as met."""
    kept: list[str] = []
    at = 0
    for block in _AT_BLOCK.finditer(sheet):
        if block.start() < at or sheet[block.end() : block.end() + 1] != "{":
            continue
        kept.append(sheet[at : block.start()])
        depth, end = 0, block.end()
        while end < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
            if not depth:
                break
        if block[0].startswith(("@media", "@supports")) and not _FOR_PAPER.search(block[0].lower()):
            kept.append(sheet[block.end() + 1 : end - 1])
        at = end
    kept.append(sheet[at:])
    return "".join(kept)


class _Named:
    """The elements of a page by tag, ``.class``, ``#id`` and ``[attribute``, in the order of the
    page, as far as some selectors ask for them."""

    def __init__(self, tree: HtmlElement, selectors: list[str]) -> None:
        self._tree = tree
        asked = {word for selector in selectors for word in _WORDS.findall(selector)}
        self._found: dict[str, list[HtmlElement]] = {word: [] for word in asked}
        for sign, attribute in ((".", "class"), ("#", "id")):
            if any(word[0] == sign for word in asked):
                self._index(sign, attribute)

    def _index(self, sign: str, attribute: str) -> None:
        found = self._found
        for element in self._tree.iter():
            if value := element.get(attribute):
                for name in value.split() if sign == "." else (value,):
                    named = found.get(sign + name)
                    if named is not None and not (named and named[-1] is element):
                        named.append(element)

    def of(self, name: str) -> list[HtmlElement]:
        """The elements of a tag, class, identifier or attribute."""
        found = self._found.get(name)
        if found is None:
            if name[0] == "[":
                found = [e for e in self._tree.iter() if e.get(name[1:]) is not None]
            else:
                found = list(self._tree.iter(name))
            self._found[name] = found
        return found

    def matches(self, selector: str) -> list[HtmlElement]:
        """The elements that a selector names; none where it is beyond this or cssselect."""
        if plain := _PLAIN_SELECTOR.fullmatch(selector):
            found = self.of(plain[2])
            return [e for e in found if e.tag == plain[1]] if plain[1] else found
        if not all(self.of(word) for word in _WORDS.findall(selector)):
            return []
        if steps := _steps(selector):
            return self._nested(steps)
        if ":not" not in selector and not all(map(self.of, _ATTRIBUTES.findall(selector))):
            return []
        path = _path(selector)
        return path(self._tree) if path is not None else []

    def _nested(self, steps: tuple[_Step, ...]) -> list[HtmlElement]:
        if not all(not step.names[0] or self.of(step.names[0]) for step in steps):
            return []
        (child, (tag, words)), outer = steps[-1], steps[:-1]
        found = self.of(words[0] if words else tag)
        if around := next((step.names[1][0] for step in outer if step.names[1]), ""):
            holders = set(self.of(around))
            found = [e for e in found if not holders.isdisjoint(e.iterancestors())]
        return [e for e in found if _is(e, tag, words) and _is_in(e, child, outer)]


class _Step(NamedTuple):
    """One element of a selector: whether it is a ``child`` of the one before it or anywhere
    below, its tag ("" for any), its classes and identifiers."""

    child: bool
    names: tuple[str, tuple[str, ...]]


@lru_cache(maxsize=1024)
def _steps(selector: str) -> tuple[_Step, ...]:
    """A selector of elements below elements; empty for any other."""
    if not _NESTED_SELECTOR.fullmatch(selector):
        return ()
    steps: list[_Step] = []
    child = False
    for part in selector.replace(">", " > ").split():
        if part == ">":
            child = True
            continue
        words = tuple(_WORDS.findall(part))
        tag = _WORDS.sub("", part)
        if not tag and not words:
            return ()
        steps.append(_Step(child, (tag, words)))
        child = False
    return tuple(steps)


def _is(element: HtmlElement, tag: str, words: tuple[str, ...]) -> bool:
    if tag and element.tag != tag:
        return False
    classes: list[str] | None = None
    for word in words:
        if word[0] == "#":
            if element.get("id") != word[1:]:
                return False
        else:
            if classes is None:
                classes = (element.get("class") or "").split()
            if word[1:] not in classes:
                return False
    return True


def _is_in(element: HtmlElement, child: bool, outer: tuple[_Step, ...]) -> bool:
    """Whether an element is where the outer steps of a selector lead: how many of them are
    left to be met going up, each with whether the very next element must be the one."""
    if not outer:
        return True
    left = {(len(outer), child)}
    for parent in element.iterancestors():
        above: set[tuple[int, bool]] = set()
        for number, next_one in left:
            step = outer[number - 1]
            if _is(parent, *step.names):
                if number == 1:
                    return True
                above.add((number - 1, step.child))
            if not next_one:
                above.add((number, False))
        if not above:
            return False
        left = above
    return False


@lru_cache(maxsize=1024)
def _path(selector: str) -> Any:
    try:
        (parsed,) = parse(selector)
        return lxml.etree.XPath(GenericTranslator().selector_to_xpath(parsed))
    except (SelectorError, ValueError, lxml.etree.XPathError, RecursionError):
        return None
