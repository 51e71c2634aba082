"""Runs of text into inline Markdown that the parser reads back as the same words in the same styles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markdown_it.token import Token

from vplan.diagnostics import Span
from vplan.importing.source import Run
from vplan.importing.writing.cleaning import MAX_WORD, clean
from vplan.model.prose import Prose
from vplan.prose import parse
from vplan.rules.links import is_allowed
from vplan.source.tree import Scalar, Source

_SPECIAL = re.compile(r"[\\`*\[\]_]|<(?=[A-Za-z/!?])|&(?=#?\w{1,40};)")
_IN_ADDRESS = str.maketrans({c: f"%{ord(c):02X}" for c in ' ()<>\\|"`*_[]\n'})
_MAX_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """Cleaned text in one style, with the same text escaped."""

    text: str
    bold: bool
    italic: bool
    link: str
    escaped: str = ""


@dataclass(frozen=True, slots=True)
class _Signs:
    """How styles are written; `trims` leaves punctuation at a style's edges outside it."""

    bold: str = "**"
    italic: str = "*"
    links: bool = True
    trims: bool = False


_WAYS = (
    _Signs(),
    _Signs(italic="_"),
    _Signs(trims=True),
    _Signs(bold="", italic=""),
    _Signs(bold="", italic="", links=False),
)


def pieces(runs: Iterable[Run], *, bold: bool = False) -> list[Piece]:
    """Return the runs cleaned and joined where their styles are the same; `bold` makes all of them bold."""
    found = [Piece(clean(r.text), r.bold or bold, r.italic, _address(r.link)) for r in runs]
    found = _spaces_join([piece for piece in found if piece.text])
    joined = []
    for _, group in groupby(found, key=lambda p: (p.bold, p.italic, p.link)):
        parts = list(group)
        joined.append(replace(parts[0], text="".join(part.text for part in parts)))
    text = "".join(piece.text for piece in joined)
    if max(map(len, text.split()), default=0) > MAX_WORD:  # of several runs
        joined = [Piece(clean(text), False, False, "")]
    return _with_escapes(joined)


def _address(link: str) -> str:
    link = " ".join(clean(link).split())
    if len(link) > _MAX_ADDRESS or link.startswith("#") or not is_allowed(link):
        return ""
    return link.translate(_IN_ADDRESS).replace("&", "%26" if "&#" in link else "&")


def _spaces_join(found: list[Piece]) -> list[Piece]:
    """Give white space between two pieces of one style that style, and other white space none."""
    result = list(found)
    for at, piece in enumerate(found):
        if piece.text.strip():
            continue
        before, after = result[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
        same = before is not None and after is not None
        result[at] = Piece(
            piece.text,
            bool(same and before and after and before.bold and after.bold),
            bool(same and before and after and before.italic and after.italic),
            before.link if before and after and before.link == after.link else "",
        )
    return result


def _with_escapes(found: list[Piece]) -> list[Piece]:
    text = "".join(piece.text for piece in found)
    chars = list(text)
    for match in _SPECIAL.finditer(text):
        at = match.start()
        if text[at] == "_" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum():
            continue
        chars[at] = f"\\{text[at]}"
    result, at = [], 0
    for piece in found:
        result.append(replace(piece, escaped="".join(chars[at : at + len(piece.text)])))
        at += len(piece.text)
    return result


def markdown(found: Sequence[Piece], layout: Callable[[str], list[str]]) -> list[str]:
    """Return lines of Markdown for the pieces; `layout` makes lines of inline Markdown.

    Styles that cannot be written there, such as one that ends inside a word at a sign, are written as near as can be.
    """
    if not any(piece.bold or piece.italic or piece.link for piece in found):
        return layout("".join(piece.escaped for piece in found))
    wanted = _styled(found)
    lines: list[str] = []
    for signs in _WAYS:
        lines = layout(_write(found, signs))
        read = _read(lines)
        if read is None:
            continue
        if read == wanted or (signs is not _WAYS[0] and signs is not _WAYS[1] and _bare(read) == _bare(wanted)):
            return lines
    return lines


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(found: Sequence[Piece], signs: _Signs) -> str:
    parts = []
    for bold, group in groupby(found, key=lambda p: p.bold):
        inner = []
        for italic, same in groupby(group, key=lambda p: p.italic):
            text = "".join(_linked(piece, signs) for piece in same)
            inner.append(_marked(text, signs.italic, signs) if italic else text)
        parts.append(_marked("".join(inner), signs.bold, signs) if bold else "".join(inner))
    return "".join(parts)


def _linked(piece: Piece, signs: _Signs) -> str:
    if not piece.link or not signs.links or not piece.text.strip():
        return piece.escaped
    start, core, end = _split(piece.escaped)
    return f"{start}[{core}]({piece.link}){end}"


def _marked(text: str, sign: str, signs: _Signs) -> str:
    start, core, end = _split(text)
    if not core or not sign:
        return text
    if signs.trims:
        before = re.match(r"(?:\\?[^\w\s\\\[*])*", core)
        lead = before.group() if before else ""
        rest = core[len(lead) :]
        after = len(rest)
        kept = ")*" if "](" in core else "*"
        while after > 0 and not rest[after - 1].isalnum() and rest[after - 1] not in kept:
            after -= 1
        if not rest[:after]:
            return text
        return f"{start}{lead}{sign}{rest[:after]}{sign}{rest[after:]}{end}"
    return f"{start}{sign}{core}{sign}{end}"


def _split(text: str) -> tuple[str, str, str]:
    """Return the white space before the text, the text, and the white space after it."""
    core = text.strip()
    at = text.index(core) if core else 0
    return text[:at], core, text[at + len(core) :]


# --- reading back ----------------------------------------------------------------------------------------------------

_Styled = list[tuple[str, bool, bool, bool]]


def _styled(found: Sequence[Piece]) -> _Styled:
    """Return each character with its style; all white space is one space without a style."""
    chars: _Styled = []
    for piece in found:
        for char in piece.text:
            _add(chars, char, (piece.bold, piece.italic, bool(piece.link)))
    return _stripped(chars)


def _add(chars: _Styled, char: str, style: tuple[bool, bool, bool]) -> None:
    if not char.isspace():
        chars.append((char, *style))
    elif chars and chars[-1][0] != " ":
        chars.append((" ", False, False, False))


def _stripped(chars: _Styled) -> _Styled:
    return chars[:-1] if chars and chars[-1][0] == " " else chars


def _bare(chars: _Styled) -> str:
    return "".join(char[0] for char in chars)


def _read(lines: list[str]) -> _Styled | None:
    """Return what the parser makes of the lines, or None where it is no single block of text."""
    text = "\n".join(lines)
    parsed = parse(Prose(Scalar.stand_in(Source("", text), Span(""), text)))
    inlines = list(parsed.inlines())
    if len(inlines) != 1:
        return None
    chars: _Styled = []
    bold = italic = link = 0
    for token in inlines[0][1]:
        bold += token.nesting if token.type.startswith("strong_") else 0
        italic += token.nesting if token.type.startswith("em_") else 0
        link += token.nesting if token.type.startswith("link_") else 0
        words = _words(token)
        if words is None:
            return None
        for char in words:
            _add(chars, char, (bold > 0, italic > 0, link > 0))
    return _stripped(chars)


def _words(token: Token) -> str | None:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type in ("text", "text_special") or token.nesting:
        return token.content
    return None
