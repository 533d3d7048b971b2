"""The look: one place for colours, contrast by calculation, no dead rules, nothing inline, every component shown."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
COMPONENTS = sorted((CSS / "components").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTS = sorted((ROOT / "templates" / "components").glob("*.html"))
TAGS = ROOT / "core" / "templatetags" / "house.py"  # draws icons and verdicts
SPRITE = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")

type Rgb = tuple[float, float, float]


def bare(path: Path) -> str:
    """A stylesheet without comments, strings and addresses."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"url\([^)]*\)|\"[^\"]*\"", "", text)


def markup(path: Path) -> str:
    """A template without its comments."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.DOTALL)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# Colours


def block(text: str, opening: str) -> str:
    start = text.index(opening) + len(opening)
    return text[start : text.index("}", start)]


TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")


def palette(theme: str) -> dict[str, str]:
    """The colours of one theme: light, dark, or the dark room."""
    colours: dict[str, str] = {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", block(TOKENS, ":root {")):
        pair = re.match(r"light-dark\((#\w{6}), (#\w{6})\)", value)
        if pair:
            colours[name] = pair[1 if theme == "light" else 2]
        elif value.startswith("#"):
            colours[name] = value
    if theme == "dark-room":
        colours |= dict(re.findall(r"--([\w-]+):\s*(#\w{6})", block(TOKENS, '[data-theme="dark-room"] {')))
    return colours


def rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def over(top: str, ground: str, opacity: float) -> Rgb:
    red, green, blue = (a * opacity + b * (1 - opacity) for a, b in zip(rgb(top), rgb(ground), strict=True))
    return red, green, blue


WORDS = [
    *((word, ground) for word in ("ink", "ink-quiet", "accent") for ground in ("paper", "surface", "well")),
    *((word, f"{word}-bg") for word in ("met", "caution", "not-met", "unknown", "accent")),
    *((word, ground) for word in ("met", "caution", "not-met", "unknown") for ground in ("paper", "surface", "well")),
    *((word, "accent-bg") for word in ("ink", "ink-quiet", "unknown", "caution")),
    *(("ink", f"{ground}-bg") for ground in ("met", "caution", "not-met", "unknown")),
    *(("liver-word", ground) for ground in ("liver", "paper", "surface", "liver-selected", "liver-hover")),
    *(("lesion", ground) for ground in ("liver", "paper", "surface", "liver-selected")),
    *(("on-accent", "accent"), ("on-reversed", "reversed"), ("surface", "ink"), ("on-lesion", "lesion")),
]
LINES = [
    *(("control-line", ground) for ground in ("paper", "surface")),
    *(("focus", "focus-ring"), ("liver-rim", "liver"), ("accent", "liver"), ("liver-vein", "liver")),
]


@pytest.mark.parametrize("theme", ["light", "dark", "dark-room"])
@pytest.mark.parametrize(("word", "ground"), WORDS)
def test_words_can_be_read_on_their_ground(word: str, ground: str, theme: str) -> None:
    colours = palette(theme)
    assert contrast(rgb(colours[word]), rgb(colours[ground])) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark", "dark-room"])
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_lines_that_mean_something_can_be_seen(line: str, ground: str, theme: str) -> None:
    colours = palette(theme)
    assert contrast(rgb(colours[line]), rgb(colours[ground])) >= 3 - 0.005


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_name_inside_a_lesion_can_be_read_although_the_disc_is_translucent(theme: str) -> None:
    colours = palette(theme)
    opacity = float(re.search(r"fill-opacity: ([\d.]+)", bare(CSS / "components" / "liver_map.css"))[1])  # type: ignore[index]
    assert contrast(rgb(colours["on-lesion"]), over(colours["lesion"], colours["liver"], opacity)) >= 4.5


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=named)
def test_colours_live_in_tokens_only(path: Path) -> None:
    if path.name == "tokens.css":
        return
    values = " ".join(re.findall(r":\s*([^;{}]+);", bare(path)))
    literal = r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color|color-mix)\("
    names = r"(?<![\w-])(?:black|white|red|green|blue|yellow|orange|gr[ae]y|purple|teal|navy|brown|pink)(?![\w-])"
    assert not re.findall(f"{literal}|{names}", values)


def test_every_token_used_exists_and_every_token_is_used() -> None:
    sheets = {path: bare(path) for path in CSS.rglob("*.css")}
    known = {name for text in sheets.values() for name in re.findall(r"(?<![\w.-])(--[\w-]+):", text)}
    used = {name for text in sheets.values() for name in re.findall(r"var\((--[\w-]+)", text)}
    assert used <= known
    assert known <= used


# Components


def test_the_one_stylesheet_imports_every_file() -> None:
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "app.css").read_text(encoding="utf-8"))
    there = [str(path.relative_to(CSS)) for path in CSS.rglob("*.css") if path.name != "app.css"]
    assert sorted(imported) == sorted(there)


@pytest.mark.parametrize("path", COMPONENTS, ids=named)
def test_a_component_stylesheet_has_the_name_of_a_template(path: Path) -> None:
    assert path.stem in {template.stem for template in TEMPLATES}


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=named)
def test_no_rule_is_dead(path: Path) -> None:
    selectors = " ".join(re.findall(r"([^{};]+){", bare(path)))
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))
    written = {
        name
        for template in [*TEMPLATES, TAGS]
        for value in re.findall(r'class="([^"]*)"', markup(template))
        for name in re.findall(r"[a-zA-Z][\w-]*", re.sub(r"{%.*?%}", " ", value))
    }
    assert classes <= written | {"htmx-request"}  # htmx marks what it sends


@pytest.mark.parametrize("path", PARTS, ids=named)
def test_a_component_opens_with_what_it_takes(path: Path) -> None:
    assert re.match(r"{% comment %}.*?[Tt]akes.*?{% endcomment %}", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_every_component_is_in_the_gallery() -> None:
    seen: set[str] = set()
    wanted = ["conference/gallery.html"]
    while wanted:
        name = wanted.pop()
        if name in seen or not (ROOT / "templates" / name).exists():
            continue
        seen.add(name)
        text = markup(ROOT / "templates" / name)
        wanted += re.findall(r'{% (?:include|extends) "([^"]+)"', text)
        wanted += ["components/form.html"] if "{{ form }}" in text else []
    assert {f"components/{path.name}" for path in PARTS} <= seen


def test_every_icon_is_in_the_sprite() -> None:
    drawn = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', markup(path))}
    assert drawn <= set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))


def test_the_help_dialog_explains_every_key() -> None:
    table = (ROOT / "static" / "js" / "shortcuts.js").read_text(encoding="utf-8")
    dialog = (ROOT / "templates" / "components" / "help_dialog.html").read_text(encoding="utf-8")
    assert set(re.findall(r'name: "(\w+)"', table)) == set(re.findall(r'data-shortcut="(\w+)"', dialog))


# The content security policy


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_is_inline(path: Path) -> None:
    text = markup(path)
    assert not re.search(r"\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"\son\w+=", text)
    assert not re.search(r"hx-on|javascript:|js:", text)
    for script in re.findall(r"<script([^>]*)>", text):
        assert ("src=" in script and "nonce=" in script) or "application/json" in script
