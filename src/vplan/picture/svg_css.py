"""Style sheets inside an SVG picture: what may not stand in them, what is left out, and what they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Message, msg

_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))", re.DOTALL)
_SCRIPT = re.compile(r"(?:java|vb)script:|expression\(|-moz-binding", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"@import\s*+([^;]{0,60})|url\(\s*+[\"']?+\s*+(?!#)([^\"')]{0,60})|\b(?:image|image-set|cross-fade|src)\(([^)]{0,60})",
    re.IGNORECASE,
)
_FONT_FACE = re.compile(r"@font-face\s*+\{([^{}]*+)\}", re.IGNORECASE)
_FONT_DATA = re.compile(r"url\(\s*+[\"']?+\s*+data:[^\"')]*+", re.IGNORECASE)
_NAMESPACE = re.compile(r"@namespace\b[^;{}@]*+;", re.IGNORECASE)
_COMBINATOR = re.compile(r"[\s>+~]++|\(")
_CLASS = re.compile(r"\.([\w-]+)")
_REFERENCE = re.compile(r"url\(\s*+[\"']?+\s*+#([^\"')\s]*+)", re.IGNORECASE)

ANY = "*"


def without_comments(css: str) -> str:
    """Return a style sheet without its comments."""
    parts = []
    at = 0
    while (start := css.find("/*", at)) >= 0:
        parts.append(css[at:start])
        end = css.find("*/", start + 2)
        at = len(css) if end < 0 else end + 2
    return " ".join((*parts, css[at:]))


def without_fonts(css: str) -> tuple[str, bool]:
    """Return a style sheet without the fonts it brings inside itself, and whether there were any."""
    css = _NAMESPACE.sub(" ", css)
    kept = _FONT_FACE.sub(lambda found: found[0] if danger(_FONT_DATA.sub("", found[1])) else " ", css)
    return kept, kept != css


def danger(css: str) -> Message | None:
    """Say what in a style sheet, or the value of an attribute, runs a script or reads another file."""
    if "(" not in css and "@" not in css and "\\" not in css and ":" not in css:
        return None
    for text in {css, _ESCAPE.sub(_unescaped, css)}:
        if _SCRIPT.search(text):
            return msg("The SVG file holds a script.")
        found = _OUTSIDE.search(text)
        if found:
            return outside(next((part for part in found.groups() if part), ""))
        if "@font-face" in text.lower():
            return outside("@font-face")
    return None


def outside(address: str) -> Message:
    """Say that a picture refers to something outside it."""
    return msg("The SVG file refers to something outside it: “{address}”.", address=" ".join(address.split())[:60])


def _unescaped(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def references(text: str) -> list[str]:
    """Return the ids that `url(#id)` names."""
    return [found[1] for found in _REFERENCE.finditer(text)] if "(" in text else []


def combinators(css: str) -> Iterator[int]:
    """Yield of each selector by how many signs it goes from one element to another."""
    for rule in css.split("}"):
        before, brace, _ = rule.rpartition("{")
        if brace:
            for selector in re.split("[{;]", before)[-1].split(","):
                yield len(_COMBINATOR.findall(selector.strip()))


def sheet_references(css: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each class whose rule refers to an id, or `ANY` for another selector, the id, and whether as a marker."""
    for rule in css.split("}"):
        before, _, declarations = rule.rpartition("{")
        for declaration in declarations.split(";"):
            is_marker = declaration.lstrip().lower().startswith("marker")
            for name in references(declaration):
                for selector in re.split("[{;]", before)[-1].split(","):
                    plain = _CLASS.fullmatch(selector.strip())
                    yield (plain[1] if plain else ANY), name, is_marker
