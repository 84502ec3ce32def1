"""What a page's scripts ask for and open, read without running them.

Read: ``$.ajax``, ``$.get``, ``$.post``, ``$.getJSON``, ``.load``, ``axios``, ``fetch``, ``xhr.open``,
``window.open``, ``location``, ``src``; addresses and values that are put together of texts, numbers,
variables of the page, the values of its fields, and what a function of the page was called with
(``onclick="loadList(512,1)"``). An expression beyond that has no value, and a request that needs one is
not made. All work is bounded.
"""

from __future__ import annotations

import json
import re
import weakref
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml.etree import XPath
from scrapy.http import TextResponse

from govcrawl.platforms.html_forms import FORM, PAGE_PARAMETERS
from govcrawl.platforms.known import known
from govcrawl.platforms.links import Fetch
from govcrawl.platforms.pages import join
from govcrawl.text import collapse

_TEXT = 400_000  # characters of all scripts that are looked at
_FUNCTIONS, _REQUESTS, _CALLS, _CLICKS, _DEPTH = 200, 20, 400, 1200, 4
_BODY = 6000  # characters of a function, of a call
_WORK = 1_500_000  # characters read again and again, for all calls of a page together
_FUNCTION = re.compile(
    r"function\s+([\w$]{1,60})\s*\(([^()]{0,300})\)\s*\{"
    r"|(?<![\w$])([\w$]{1,60})\s*[:=]\s*(?:async\s+)?function\s*\(([^()]{0,300})\)\s*\{"
    r"|(?<![\w$])([\w$]{1,60})\s*=\s*\(([^()]{0,300})\)\s*=>\s*\{"
)
_ASSIGNED = re.compile(r"(?<![\w$.\]])([A-Za-z_$][\w$]{0,60})\s*(\+?=)(?![=>])\s*([^;\n]{1,500})")
_REQUEST = re.compile(
    r"(?:\$|jQuery)\.(ajax|get|post|getJSON)\s*\(|\b(axios)(?:\.(\w{1,10}))?\s*\(|\b(fetch)\s*\("
    r"|\.(load|loadXML)\s*\(|\.(open)\s*\(|\blocation(?:\.href)?\s*(=)(?!=)|\blocation\.(replace|assign)\s*\("
    r"|\.src\s*(=)(?!=)|\.(attr|prop)\s*\("
)
_SCRIPTS: Any = XPath("//script[not(@src)]/text()", smart_strings=False)
_MARKED: Any = XPath("//*[@onclick or starts-with(@href, 'javascript:')][not(self::select)]")
_STRING: Any = XPath("string()", smart_strings=False)
#: What a text holds that opens a page itself.
_OPENING = re.compile(
    r"\.open\s*\(|\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\s*\(|\.src\s*=(?!=)"
    r"|\.(?:attr|prop)\s*\(\s*[\"']*(?:src|href)"
)
_CALL = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60})\s*\(")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
_NAME = re.compile(r"[A-Za-z_$][\w$.]{0,100}")
_WRAPPED = re.compile(r"(?:encodeURI(?:Component)?|escape|parseInt|Number|String|\$\.trim)\s*\(")
_FIELD = re.compile(
    r"""(?:\$\(\s*['"]#([\w-]{1,60})(?: option:selected| :selected)?['"]\s*\)\.val\(\s*\)"""
    r"""|(?:document\.)?getElementById\(\s*['"]([\w-]{1,60})['"]\s*\)\.value)"""
)
_THIS = re.compile(
    r"""\$\(\s*this\s*\)\.(?:attr|data)\(\s*['"](?:data-)?([\w-]{1,40})['"]\s*\)|this\.dataset\.(\w{1,40})"""
    r"""|this\.getAttribute\(\s*['"](?:data-)?([\w-]{1,40})['"]\s*\)|\$\(\s*this\s*\)\.(val)\(\s*\)"""
)
_LISTENER = re.compile(
    r"""\$\(\s*(?:['"]([^'"\n]{1,80})['"]|document)\s*\)\.(?:on|click|change|delegate|live)\(\s*"""
    r"""(?:['"](?:click|change)['"]\s*,\s*)?(?:['"]([^'"\n]{1,80})['"]\s*,\s*)?(?:function\s*\([^()]{0,40}\)|\([^()]{0,40}\)\s*=>)\s*\{"""
)
#: What only keeps an answer from being taken out of a cache: any number will do.
_IDLE = re.compile(
    r"Math\.random\(\s*\)|\+?\s*new Date\(\s*\)(?:\.(?:getTime|valueOf)\(\s*\))?|Date\.now\(\s*\)"
)
_DUE = re.compile(r"[?&](\w{1,40})=$")
_METHOD = re.compile(r"(?:type|method)\s*:\s*['\"](\w{3,6})['\"]", re.IGNORECASE)
_FURNITURE = re.compile(
    r"visit|count|hits?\b|click|stat\b|login|captcha|token|weather|user|comment|\.(?:js|css|png|jpg|gif)(?:$|\?)",
    re.IGNORECASE,
)
_JSON = (("Content-Type", "application/json;charset=UTF-8"),)
_MAX_DEPTH = 12  # expressions within each other that are followed
_STEP = 200  # what a call costs beside its text
_PROBE = "73517"  # a value that shows where an argument ends up
_OPENS = {"(": ")", "[": "]", "{": "}"}
_MARK = re.compile(r"""["'`(){}\[\]]""")
_SIGN = re.compile(r"""["'`(){}\[\],+]""")
#: What is within each kind of quotes.
_QUOTED = {
    "'": re.compile(r"[^'\\\n]*(?:\\.[^'\\\n]*)*", re.DOTALL),
    '"': re.compile(r'[^"\\\n]*(?:\\.[^"\\\n]*)*', re.DOTALL),
    "`": re.compile(r"[^`\\]*(?:\\.[^`\\]*)*", re.DOTALL),
}


class Asked(NamedTuple):
    """What a script does when called: a request, the field of it that counts pages (empty where
    that is not known), and whether it opens a page rather than fills a part of this one."""

    fetch: Fetch
    counts: str = ""
    opens: bool = False


class _Function(NamedTuple):
    parameters: list[str]
    body: str


class Scripts:
    """The scripts of one page. ``weakly``: the page knows them, and is held by others."""

    def __init__(self, response: TextResponse, *, weakly: bool = False) -> None:
        self._page: Callable[[], TextResponse | None]
        self._page = weakref.ref(response) if weakly else lambda: response
        self.text = "\n".join(_SCRIPTS(response.selector.root))[:_TEXT]
        self._left = _WORK
        self._literals: dict[str, str | None] = {}

    @classmethod
    def of(cls, response: TextResponse) -> Scripts:
        """Those of a page that others may have asked about before."""
        page = known(response)
        scripts = page.scripts
        if not isinstance(scripts, cls):
            scripts = page.scripts = cls(response, weakly=True)
        scripts._left = _WORK
        return scripts

    @property
    def response(self) -> TextResponse:
        page = self._page()
        assert page is not None
        return page

    @property
    def functions(self) -> dict[str, _Function]:
        """The functions by their names."""
        return self._parts[0]

    @property
    def loose(self) -> str:
        """The text outside of functions and of what waits for a click or a choice."""
        return self._apart[0]

    @cached_property
    def _apart(self) -> tuple[str, list[str]]:
        return _apart(self._parts[1])

    @cached_property
    def variables(self) -> dict[str, str]:
        return dict(_assignments(self.loose))

    @cached_property
    def _parts(self) -> tuple[dict[str, _Function], str]:
        functions: dict[str, _Function] = {}
        outside, at = [], 0
        for match in islice(_FUNCTION.finditer(self.text), _FUNCTIONS):
            if match.start() < at:
                # A function within another: known by its name, too.
                pass
            else:
                outside.append(self.text[at : match.start()])
            name = match[1] or match[3] or match[5]
            parameters = match[2] or match[4] or match[6] or ""
            end = _closing(self.text, match.end() - 1)
            body = self.text[match.end() : end]
            functions.setdefault(
                name, _Function([p.partition("=")[0].strip() for p in parameters.split(",")], body)
            )
            at = max(at, end + 1)
        outside.append(self.text[at:])
        return functions, "\n".join(outside)

    @cached_property
    def _opening(self) -> frozenset[str]:
        """The functions that may open a page, themselves or by what they call."""
        if not _OPENING.search(self.text):
            return frozenset()
        found = {name for name, f in self.functions.items() if _OPENING.search(f.body)}
        if not found:
            return frozenset()
        calls = {name: set(_CALL.findall(f.body)) for name, f in self.functions.items()}
        while more := {name for name, called in calls.items() if called & found} - found:
            found |= more
        return frozenset(found)

    def may_open(self, text: str) -> bool:
        """Whether a call or a piece of a script may open a page."""
        if _OPENING.search(text):
            return True
        return not self._opening.isdisjoint(_CALL.findall(text))

    # --- what is asked for ----------------------------------------------------------------

    def at_once(self) -> list[Asked]:
        """Requests that the page makes by itself, the first first."""
        found = list(self._in(self.loose, {}, 0))
        if not found:
            # The caller is not known.
            for body in (*(f.body for f in self.functions.values()), *self._apart[1]):
                found += self._in(body, {}, _DEPTH)
        return _distinct(one for one in found if not one.opens)

    def when_called(self, call: str, this: Mapping[str, str] | None = None) -> list[Asked]:
        """The requests that a call in an attribute makes: ``loadList(512,1)``. ``this``: values of what the
        element that is clicked has."""
        return _distinct(self._in(call, this or {}, 0))

    def _in(self, text: str, scope: Mapping[str, str], depth: int) -> Iterator[Asked]:
        text = text[:_TEXT]
        self._left -= len(text) + _STEP
        if self._left < 0:
            return
        own = {**scope, **{f"={name}": value for name, value in _assignments(text)}}
        yield from self._requests(text, own)
        if depth >= _DEPTH:
            return
        for match in islice(_CALL.finditer(text), _CALLS):
            function = self.functions.get(match[1])
            if function is None:
                continue
            given = arguments(text, match.end() - 1)
            self._left -= 20 * sum(map(len, given)) + _STEP
            if self._left < 0:
                return
            values = [self.value(expression, own) for expression in given]
            bound = dict(zip(function.parameters, values, strict=False))
            inner = self._handed_on(own)
            inner |= {name: value for name, value in bound.items() if name and value is not None}
            found = list(self._in(function.body, inner, depth + 1))
            for name, value in [(n, v) for n, v in inner.items() if n in bound]:
                if value in ("0", "1") and any(not one.counts for one in found):
                    probed = list(self._in(function.body, {**inner, name: _PROBE}, _DEPTH - 1))
                    found = [_counting(a, b) for a, b in zip(found, probed, strict=False)] or found
            yield from found

    def _handed_on(self, scope: Mapping[str, str]) -> dict[str, str]:
        """What a function sees of its caller: values of fields, and the page's own variables that
        the caller has set (``channel = $(this).val(); load(1)``)."""
        seen = {name: value for name, value in scope.items() if name.startswith("#")}
        for name, first in self.variables.items():
            stated = scope.get(f"={name}", first)
            if stated != first and (value := self.value(stated, scope)) is not None:
                seen[name] = value
            elif name in scope:
                seen[name] = scope[name]
        return seen

    def _requests(self, text: str, scope: Mapping[str, str]) -> Iterator[Asked]:
        for match in islice(_REQUEST.finditer(text), _REQUESTS):
            kind = next(filter(None, match.groups()))
            if kind == "=":
                expression = re.split(r"[;\n}]", text[match.end() : match.end() + 600], maxsplit=1)[
                    0
                ]
                asked = self._opened(expression, scope)
            else:
                given = arguments(text, match.end() - 1)
                if kind == "open" and given and given[0].strip("'\"` ").upper() in ("GET", "POST"):
                    asked = self._asked(given[1:2], scope) if len(given) > 1 else None
                elif kind in ("attr", "prop"):
                    named = len(given) > 1 and given[0].strip("'\"") in ("src", "href")
                    asked = self._opened(given[1], scope) if named else None
                elif kind in ("open", "replace", "assign"):
                    asked = self._opened(given[0] if given else "", scope)
                elif kind == "ajax" or (kind == "axios" and given[:1] and given[0][:1] == "{"):
                    asked = self._configured(given[0] if given else "", scope)
                else:
                    how = (match[3] or kind).lower()
                    asked = self._asked(given, scope, how, as_json=kind == "axios")
            if asked is not None:
                yield asked

    def _opened(self, expression: str, scope: Mapping[str, str]) -> Asked | None:
        url = self.value(expression, scope)
        where = join(self.response.url, url) if url else None
        return Asked(Fetch(where), opens=True) if where and url else None

    def _asked(
        self,
        given: list[str],
        scope: Mapping[str, str],
        how: str = "get",
        *,
        as_json: bool = False,
    ) -> Asked | None:
        """``$.get(url, data, …)`` and its kin."""
        url = self.value(given[0], scope) if given else None
        second = given[1].strip() if len(given) > 1 else ""
        if second.startswith(("function", "async")) or "=>" in second[:80]:
            second = ""
        if how == "fetch":
            method = _METHOD.search(second)
            how = method[1].lower() if method else "get"
            second = member(second, "body") or ""
        elif how == "get" and "params" in second[:40]:
            second = member(second, "params") or second
        return self._made(url, second, scope, post=how == "post", as_json=as_json)

    def _configured(self, settings: str, scope: Mapping[str, str]) -> Asked | None:
        """``$.ajax({url, type, data})``."""
        address = member(settings, "url")
        url = self.value(address, scope) if address else None
        data = member(settings, "data") or member(settings, "params") or ""
        method = _METHOD.search(settings)
        post = method is not None and method[1].lower() == "post"
        return self._made(url, data, scope, post=post, as_json="application/json" in settings)

    def _made(
        self, url: str | None, data: str, scope: Mapping[str, str], *, post: bool, as_json: bool
    ) -> Asked | None:
        where = join(self.response.url, url.strip()) if url else None
        if where is None or _FURNITURE.search(urlsplit(where).path):
            return None
        data = data.strip()
        if data.startswith("JSON.stringify"):
            as_json, data = True, data.partition("(")[2].rpartition(")")[0].strip()
        fields: dict[str, str] = {}
        if data and not data.startswith(("{", "'", '"', "`")) and _NAME.fullmatch(data):
            data = str(scope.get(f"={data}") or self.variables.get(data) or data).strip()
        if data.startswith("{"):
            stated = self._object(data, scope)
            if stated is None:
                return None
            fields = stated
        elif data:
            written = self.value(data, scope)
            if written is None:
                return None
            fields = dict(parse_qsl(written, keep_blank_values=True))
        encoding = self.response.encoding
        if post and as_json:
            body: dict[str, str | int] = {
                k: int(v) if v.isascii() and v.isdigit() and len(v) < 10 else v
                for k, v in fields.items()
            }
            fetch = Fetch(where, json.dumps(body, ensure_ascii=False), _JSON)
        elif post:
            fetch = Fetch(
                where, urlencode(fields, encoding=encoding, errors="replace") or " ", FORM
            )
        elif fields:
            query = urlencode(fields, encoding=encoding, errors="replace")
            fetch = Fetch(f"{where}{'&' if '?' in where else '?'}{query}")
        else:
            fetch = Fetch(where)
        return Asked(fetch, next((n for n in _fields(fetch) if n.lower() in PAGE_PARAMETERS), ""))

    def _object(self, text: str, scope: Mapping[str, str]) -> dict[str, str] | None:
        fields: dict[str, str] = {}
        for pair in _pieces(text[1 : _closing(text, 0)], ","):
            key, colon, expression = pair.partition(":")
            name = key.strip().strip("'\"")
            if not name:
                continue
            if not colon:
                expression = name
            if expression.strip()[:1] == "{":
                inner = self._object(expression.strip(), scope)
                value = json.dumps(inner, ensure_ascii=False) if inner is not None else None
            else:
                value = self.value(expression, scope)
            if value is None:
                if name.lower() not in PAGE_PARAMETERS:
                    return None  # what it asks for is known to the script alone
                value = "1"
            fields[name] = value
        return fields

    # --- values ---------------------------------------------------------------------------

    def value(self, expression: str, scope: Mapping[str, str], depth: int = 0) -> str | None:
        """The value of an expression as text, None where that is not known."""
        if depth > _MAX_DEPTH or len(expression) > _BODY:
            return None
        whole = ""
        if _IDLE.fullmatch(expression.strip()):
            return "0"
        for term in _pieces(expression, "+"):
            term = term.strip()
            while term[:1] == "(" and _closing(term, 0) == len(term) - 1:
                term = term[1:-1].strip()
            one = self._term(term, scope, depth)
            if one is None:
                due = _DUE.search(whole)
                if due is None or due[1].lower() not in PAGE_PARAMETERS:
                    return None
                one = "1"
            whole += one
        return whole

    def _term(self, term: str, scope: Mapping[str, str], depth: int) -> str | None:
        """The value of an expression without ``+`` outside of brackets, None where it is unknown."""
        if not term:
            return None
        if term[0] in "'\"`":
            return self._quoted(term, scope, depth)
        if _NUMBER.fullmatch(term):
            return term
        if _IDLE.fullmatch(term):
            return "0"
        if "||" in term:
            choices = (self.value(c, scope, depth + 1) for c in term.split("||"))
            return next(filter(None, choices), None)
        wrapped = _WRAPPED.match(term)
        if wrapped and term.endswith(")"):
            given = arguments(term, wrapped.end() - 1)[:1]
            return self.value(given[0], scope, depth + 1) if given else None
        field = _FIELD.fullmatch(term)
        if field:
            return self._field(field[1] or field[2], scope)
        own = _THIS.fullmatch(term)
        if own:
            return scope.get(f"this.{own[1] or own[2] or own[3] or 'value'}")
        if "+" in term and len(list(_pieces(term, "+"))) > 1:
            return self.value(term, scope, depth + 1)
        return self._named(term, scope, depth) if _NAME.fullmatch(term) else None

    def _quoted(self, term: str, scope: Mapping[str, str], depth: int) -> str | None:
        """The value of a literal string or a template (`` `…${name}…` ``)."""
        inner = term[1:-1]
        if term[-1] != term[0] or (term[0] == "`" and "${" in inner):
            return self._template(inner, scope, depth) if term[0] == "`" else None
        return re.sub(r"\\(.)", r"\1", inner)

    def _named(self, term: str, scope: Mapping[str, str], depth: int) -> str | None:
        """The value of a variable: an argument of the function, else of the script."""
        if term in scope:
            return scope[term]
        if term in ("true", "false"):
            return term
        if term in ("null", "undefined"):
            return ""
        bare = term.rpartition(".")[2]
        for raw in (scope.get(f"={term}"), self.variables.get(term), self.variables.get(bare)):
            if raw is not None and raw.strip() != term:
                found = self.value(raw, scope, depth + 1)
                if found is not None:
                    return found
        if bare not in self._literals:
            self._literals[bare] = _literal(bare, self.text)
        return self._literals[bare]

    def _field(self, name: str, scope: Mapping[str, str]) -> str:
        """The value of a field by its id: what is being chosen, what is chosen, what is there."""
        chosen = scope.get(f"#{name}")
        if chosen is not None:
            return chosen
        for element in self.response.xpath("//*[@id=$id]", id=name)[:1]:
            options = element.xpath("self::select//option")
            taken = options.xpath("self::*[@selected]") or options[:1]
            return str((taken or element).xpath("./@value").get() or "")
        return ""

    def _template(self, text: str, scope: Mapping[str, str], depth: int) -> str | None:
        whole = ""
        for n, piece in enumerate(re.split(r"\$\{([^{}]{1,100})\}", text)):
            value = self.value(piece, scope, depth + 1) if n % 2 else piece
            if value is None:
                return None
            whole += value
        return whole

    # --- what a reader may click ----------------------------------------------------------

    def clicks(self, *, opening: bool = False) -> Iterator[tuple[str, Asked]]:
        """What each element of the page that calls a function asks for, with its text; for a
        selection, what each of its choices does. ``opening``: what cannot open a page may be
        left out."""
        for element in islice(_MARKED(self.response.selector.root), _CLICKS):
            call = element.get("onclick") or element.get("href").partition(":")[2]
            if opening and not self.may_open(call):
                continue
            this = {f"this.{k.removeprefix('data-')}": v for k, v in element.attrib.items()}
            found = self.when_called(call, this)
            text = collapse(_STRING(element)) if found else ""
            for asked in found:
                yield text, asked
        yield from self._heard(opening=opening)
        for select in self.response.xpath("//select[@onchange]"):
            call = select.attrib["onchange"]
            if opening and not self.may_open(call):
                continue
            for option in islice(select.xpath(".//option[@value]"), _CLICKS):
                value = option.attrib["value"]
                names = (
                    "this.value", "value", "this.options[this.selectedIndex].value",
                    "options[selectedIndex].value", "this.selectedValue",
                )  # fmt: skip
                plain = call.replace("this.options[this.selectedIndex].value", "this.value")
                plain = plain.replace("options[selectedIndex].value", "this.value")
                this = dict.fromkeys(names, value) | {f"#{select.attrib.get('id', '')}": value}
                for asked in self.when_called(plain, this):
                    yield collapse(option.xpath("string()").get() or ""), asked

    def _heard(self, *, opening: bool) -> Iterator[tuple[str, Asked]]:
        """The same for elements that a script listens to: ``$('.dept').click(function(){…})``."""
        for match in islice(_LISTENER.finditer(self.text), _REQUESTS):
            body = self.text[match.end() : _closing(self.text, match.end() - 1)]
            if opening and not self.may_open(body):
                continue
            try:
                heard = self.response.css(match[2] or match[1] or "")
            except ValueError:  # a selector of jQuery's own
                continue
            for element in islice(heard, _CLICKS):
                options = element.xpath("self::select/option[@value]") or [element]
                for one in options:
                    this = {f"this.{k.removeprefix('data-')}": v for k, v in one.attrib.items()}
                    this[f"#{element.attrib.get('id', '')}"] = one.attrib.get("value", "")
                    for asked in self.when_called(body, this):
                        yield collapse(one.xpath("string()").get() or ""), asked


def _apart(text: str) -> tuple[str, list[str]]:
    """What a script does by itself, and apart from it what it does when something is clicked or
    chosen."""
    loose, reactions, at = [], [], 0
    for match in islice(_LISTENER.finditer(text), _REQUESTS):
        if match.start() < at:
            continue
        end = _closing(text, match.end() - 1)
        loose.append(text[at : match.end()])
        reactions.append(text[match.end() : end])
        at = end
    return "".join([*loose, text[at:]]), reactions


def counted(fetch: Fetch, name: str, number: int) -> Fetch:
    """The same request for another page."""
    if fetch.body.lstrip()[:1] == "{":
        stated = json.loads(fetch.body)
        return fetch._replace(body=json.dumps(stated | {name: number}, ensure_ascii=False))
    if fetch.body.strip() and name in _fields(fetch._replace(url="")):
        pairs = parse_qsl(fetch.body, keep_blank_values=True)
        return fetch._replace(body=urlencode([(k, number if k == name else v) for k, v in pairs]))
    url, _, query = fetch.url.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    return fetch._replace(
        url=f"{url}?{urlencode([(k, number if k == name else v) for k, v in pairs])}"
    )


def _fields(fetch: Fetch) -> dict[str, str]:
    """Everything that a request states, by name."""
    fields = dict(parse_qsl(urlsplit(fetch.url).query, keep_blank_values=True))
    if fetch.body.lstrip()[:1] == "{":
        return fields | {k: str(v) for k, v in json.loads(fetch.body).items()}
    return fields | dict(parse_qsl(fetch.body, keep_blank_values=True))


def _counting(asked: Asked, probed: Asked) -> Asked:
    """A request that shows where its argument of 0 or 1 went."""
    if asked.counts:
        return asked
    name = next((n for n, v in _fields(probed.fetch).items() if v == _PROBE), "")
    return asked._replace(counts=name)


def _distinct(found: Iterator[Asked] | list[Asked]) -> list[Asked]:
    return list({one.fetch.key: one for one in found}.values())


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    """Names and the expressions that they are set to, ``+=`` put together."""
    known: dict[str, str] = {}
    for name, how, expression in islice(_ASSIGNED.findall(text), _CALLS):
        first = next(iter(_pieces(expression, ",")), "").strip()
        if first.startswith(("function", "{")) and not first.endswith("}"):
            at = text.find(expression)
            first = text[at : _closing(text, text.find("{", at)) + 1] if first[0] == "{" else ""
        known[name] = f"{known[name]}+{first}" if how == "+=" and name in known else first
    yield from ((name, value) for name, value in known.items() if value)


def _literal(name: str, text: str) -> str | None:
    """What a name is set to anywhere, as a property of an object too."""
    match = re.search(
        rf"""\b{re.escape(name)}["']?\s*[=:]\s*(?:(['"])([^'"]{{0,200}})\1|(\d{{1,15}})\b)""", text
    )
    return None if match is None else match[2] if match[3] is None else match[3]


def member(text: str, name: str) -> str | None:
    """The expression of a property of an object that is written out."""
    text = text.strip()
    if text[:1] != "{":
        return None
    for pair in _pieces(text[1 : _closing(text, 0)], ","):
        key, colon, value = pair.partition(":")
        if colon and key.strip().strip("'\"") == name:
            return value.strip()
    return None


def arguments(text: str, opening: int) -> list[str]:
    """The arguments of a call whose bracket opens at a place."""
    inner = text[opening + 1 : _closing(text, opening)]
    return [piece.strip() for piece in _pieces(inner, ",")] if inner.strip() else []


def _closing(text: str, opening: int) -> int:
    """Where the bracket closes that opens at a place, quoted ones not counted."""
    waiting: list[str] = []
    at, end = max(opening, 0), min(len(text), max(opening, 0) + _BODY)
    while mark := _MARK.search(text, at, end):
        at, char = mark.start(), mark[0]
        if char in _QUOTED:
            at = _unquoted(text, at, end)
        elif char in _OPENS:
            waiting.append(_OPENS[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
            if not waiting:
                return at
        at += 1
    return end


def _unquoted(text: str, at: int, end: int) -> int:
    """Where a text that begins at a place ends."""
    mark = text[at]
    inside = _QUOTED[mark].match(text, at + 1, end)
    close = inside.end() if inside else at + 1
    if close < end and text[close] == "\n":
        return at  # an apostrophe in a comment
    return close if close < end and text[close] == mark else end


def _pieces(text: str, mark: str) -> Iterator[str]:
    """The text split at a mark (``,`` or ``+``) outside of brackets and quotes."""
    depth, start, at, end = 0, 0, 0, min(len(text), _BODY)
    while sign := _SIGN.search(text, at, end):
        at, char = sign.start(), sign[0]
        if char in _QUOTED:
            at = _unquoted(text, at, end)
        elif char in _OPENS:
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == mark and depth == 0:
            yield text[start:at]
            start = at + 1
        at += 1
    yield text[start:end]
