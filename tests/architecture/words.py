"""Finds the words a person will read that no translator has been shown."""

import ast
import re
from collections.abc import Iterable, Iterator

# --- templates ---

BLOCKS = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*comment\b.*?{%\s*endcomment\s*%}"
    r"|<script\b.*?</script>|<style\b.*?</style>|{#.*?#}|<!--.*?-->|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
COMMENTS = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)
TAGS = re.compile(r"<[^>]*>", re.DOTALL)
ATTRIBUTES = re.compile(r"""[\w-]+=(?:"[^"]*"|'[^']*')""")  # of a tag that a block or a partial builds
SHOWN_ATTRIBUTES = re.compile(
    r"""\b(?:title|alt|placeholder|aria-label|content)=["']([^"'{}]*[A-Za-z]{3}[^"'{}]*)["']"""
)
# Words that are the same in every language we speak: names, units, symbols of the field.
SAME_EVERYWHERE = {
    "Cantlie",
    "ECOG",
    "Ki-67",
    "min",
    "mm",
    "mL",
    "INR",
    "MDT",
    "CT",
    "MRI",
    "ASA",
    "Cantlie ",
    "%",
    "mm²",
}
ENTITY = re.compile(r"&\w+;")

CODE = re.compile(r"{%\s*(?P<tag>\w+)(?P<inside>.*?)%}|{{(?P<value>.*?)}}", re.DOTALL)
STRING = re.compile(r"""(?P<before>[^\s"']*\s?)(?P<quote>["'])(?P<text>.*?)(?P=quote)""", re.DOTALL)
# Tags whose own strings are addresses, names or marked; what a filter in them says is read all the same.
NAMING = {"blocktrans", "blocktranslate", "extends", "load", "static", "trans", "translate", "url"}
SPEAKING_FILTERS = re.compile(r"\|(?:default|default_if_none|yesno):$")
SILENT_FILTERS = re.compile(r"\|(?:date|time):$")  # a format, not a text


def is_text(words: str) -> bool:
    """Whether this reads like words for a person: a code of ours has no space and no capital letter."""
    return bool(re.search(r"[^\W\d_]{2}", words) and re.search(r"[\sA-ZÅÄÖÆØÜ]", words))


def unmarked_in_template(text: str) -> list[str]:
    """Between the tags, in attributes people are shown, and in the arguments of template tags and filters."""
    bare = BLOCKS.sub(" ", text)
    shown = [part for part in SHOWN_ATTRIBUTES.findall(bare) if not part.startswith(("width=", "noindex"))]
    words = re.findall(r"[^\W\d_][\w\-]*", ENTITY.sub(" ", ATTRIBUTES.sub(" ", TAGS.sub(" ", bare))))
    words = [word for word in words if len(word) > 1 and not word.startswith("data-")]
    return [word for word in (*words, *shown, *_arguments(text)) if word not in SAME_EVERYWHERE]


def _arguments(text: str) -> Iterator[str]:
    for code in CODE.finditer(COMMENTS.sub(" ", text)):
        for string in STRING.finditer(code["inside"] or code["value"] or ""):
            before, said = string["before"], string["text"]
            if before.endswith("_(") or SILENT_FILTERS.search(before) or (code["tag"] in NAMING and "|" not in before):
                continue
            speaks = SPEAKING_FILTERS.search(before) and code["tag"] != "icon"  # an icon is called by name
            if is_text(said) or (speaks and re.search(r"[^\W\d_]{2}", said)):
                yield said


# --- Python ---

SPOKEN = {"label", "help_text", "verbose_name", "message", "title", "says", "note", "button"}


def own_exceptions(sources: Iterable[str]) -> set[str]:
    """Every exception of ours that a person reads: RuleBroken, Refused, and what is made of them."""
    bases = {
        node.name: {ast.unparse(base) for base in node.bases}
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    }
    known = {"RuleBroken", "Refused", "ValidationError"}
    while more := {name for name, of in bases.items() if of & known} - known:
        known |= more
    return known


def unmarked_in_source(source: str, exceptions: set[str]) -> list[str]:
    """What forms, models, choices and refusals say; each with its line."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found += [f"{node.lineno} {text!r}" for text in _said(node, exceptions) if text not in SAME_EVERYWHERE]
        elif isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Choices") for base in node.bases):
            labels = [text for line in node.body if isinstance(line, ast.Assign) for text in _label(line.value)]
            found += [f"{node.lineno} {text!r}" for text in labels if text not in SAME_EVERYWHERE]
    return found


def _said(call: ast.Call, exceptions: set[str]) -> Iterator[str]:
    name = ast.unparse(call.func)
    for keyword in call.keywords:
        if keyword.arg in SPOKEN:
            yield from (text for text in _plain(keyword.value) if re.search(r"[a-z]{3}", text))
        elif keyword.arg == "choices":
            pairs = [pair for pair in ast.walk(keyword.value) if isinstance(pair, ast.Tuple) and len(pair.elts) == 2]
            yield from (text for pair in pairs for text in _label(pair))
    if name.split(".")[-1] in exceptions or name.startswith("messages."):
        yield from (text for value in call.args for text in _plain(value) if is_text(text))


def _label(value: ast.expr) -> Iterator[str]:
    """The label of a choice; one that is not given is made of the member's name, which nobody translates."""
    label = value.elts[-1] if isinstance(value, ast.Tuple) else value
    yield from (text for text in _plain(label) if re.search(r"[^\W\d_]{2}", text))


def _plain(value: ast.expr) -> Iterator[str]:
    """The words of an expression that no translator sees."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield "…".join(str(part.value) for part in value.values if isinstance(part, ast.Constant))
    elif isinstance(value, ast.IfExp):
        yield from (*_plain(value.body), *_plain(value.orelse))
    elif isinstance(value, ast.BinOp):
        yield from (*_plain(value.left), *_plain(value.right))
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):  # "…".format(…), " ".join(…)
        yield from _plain(value.func.value)
