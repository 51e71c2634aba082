"""Style sheets: design tokens, fonts, and the words of the page margins."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.resources import css_dir, fonts_dir

if TYPE_CHECKING:
    from vplan.document.tree import Document

_VARIABLE = re.compile(r"var\((--[a-z0-9-]+)\)")
_TOKEN = re.compile(r"(--[a-z0-9-]+):\s*([^;]+);")
_FACES = (("Regular", 400, "normal"), ("Italic", 400, "italic"), ("Bold", 700, "normal"), ("BoldItalic", 700, "italic"))
FONT_FILES = tuple(f"Liberation{family}-{face}.ttf" for family in ("Sans", "Serif") for face, _, _ in _FACES)


def tokens(css: str) -> dict[str, str]:
    """Return the design tokens of the first `:root` in a style sheet, with tokens inside tokens filled in."""
    found = dict(_TOKEN.findall(css[css.index(":root") : css.index("}")]))
    return {name: fill(value, found) for name, value in found.items()}


def fill(css: str, values: dict[str, str]) -> str:
    """Put the tokens' values in place of `var(--name)`; raises `KeyError` for a name that is no token."""
    while _VARIABLE.search(css):
        css = _VARIABLE.sub(lambda found: values[found[1]], css)
    return css


def font_faces(address: Callable[[str], str]) -> str:
    """Return the `@font-face` rules; `address` makes a font's file name into its address."""
    return "".join(
        f'@font-face {{ font-family: "Liberation {family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{address(f"Liberation{family}-{face}.ttf")}") format("truetype"); font-display: swap }}\n'
        for family in ("Sans", "Serif")
        for face, weight, style in _FACES
    )


@cache
def screen_style() -> str:
    """Return the style sheet of the web pages; it lies in `assets/` beside the folder `fonts/`."""
    parts = [(css_dir() / name).read_text("utf-8") for name in ("tokens.css", "screen.css")]
    return "\n".join((font_faces(lambda file: f"fonts/{file}"), *parts))


def dots_file() -> Path:
    """Return the picture of the dotted rule in the table of contents."""
    return css_dir() / "dots.svg"


@cache
def paper_style() -> str:
    """Return the style sheet that all printed documents share."""
    # The tokens are filled in here: custom properties would make the cascade slower, and paper has one theme.
    values = tokens((css_dir() / "tokens.css").read_text("utf-8"))
    values["--dots"] = f'url("{dots_file().as_uri()}")'
    faces = font_faces(lambda file: (fonts_dir() / file).as_uri())
    return faces.replace("; font-display: swap", "") + fill((css_dir() / "print.css").read_text("utf-8"), values)


def print_style(document: Document) -> str:
    """Return what a printed document adds to `paper_style`: its running header."""
    cover = document.cover
    sheet = page_number(document.labels.page)
    lines = [css_string(line) for line in (cover.document_kind, cover.reference) if line]
    header = ' "\\a " '.join([*lines, sheet])
    page = f"{css_string(document.labels.page_short)} '\\a0 ' target-counter(attr(href), page)"
    return (
        f"@page {{ @top-right {{ content: {header} }} }}\n{_draft_mark(document)}"
        "@page :first { @top-right { content: none } }\n"
        f".cover .page-number::before {{ content: {sheet} }}\n"
        f".ref::after {{ content: ',\\a0 ' {page} }}\n.ref.named::after {{ content: '\\a0(' {page} ')' }}\n"
    )


def _draft_mark(document: Document) -> str:
    """Return what marks the pages of a draft behind the first, which says it in its text."""
    cover = document.cover
    if not cover.is_draft:
        return ""
    mark = css_string(cover.status)
    return f"@page {{ @top-left {{ content: {mark} }} }}\n@page :first {{ @top-left {{ content: none }} }}\n"


def page_number(label: str) -> str:
    """Turn a label such as `Sid {page} ({pages})` into the value of the CSS property `content`."""
    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    parts = re.split(r"(\{pages?\})", label)
    return " ".join(counters.get(part) or css_string(part) for part in parts if part) or '""'


def css_string(text: str) -> str:
    """Return `text` as a CSS string that can also stand inside a `style` element."""
    return '"' + "".join(_css_character(character) for character in text) + '"'


def _css_character(character: str) -> str:
    plain = character.isalnum() or character in " .,:;()-–/+%"
    return character if plain else f"\\{ord(character):x} "
