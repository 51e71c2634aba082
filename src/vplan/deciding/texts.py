"""What a Markdown text says, apart from how it is written: where lines end, how lists and emphasis are marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vplan.prose import ParsedProse, parse

if TYPE_CHECKING:
    from markdown_it.token import Token

    from vplan.diagnostics import Span
    from vplan.model.prose import Prose

_SPACE = re.compile(r"[ \t\n]+")
_OWN_LINE = ("— ", "*")  # what says whose words a quotation is, and a note below a table, depend on where lines begin


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, list, table or heading of a text: what it says, and where it begins."""

    text: str
    parsed: ParsedProse
    token: Token

    @property
    def span(self) -> Span:
        """The place of its first line."""
        return self.parsed.block_span(self.token)


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says: in all, and piece by piece where that has been asked for."""

    text: str
    pieces: tuple[Piece, ...] = ()


def as_written(prose: Prose) -> Said:
    """Return a text as it is written, without the space around it, which costs next to nothing."""
    return Said(prose.text.strip())


def as_meant(prose: Prose) -> Said:
    """Return what a text says, the same for all texts that give the same document."""
    pieces = tuple(_pieces(parse(prose)))
    return Said(_packed([piece.text for piece in pieces]), pieces)


def _pieces(parsed: ParsedProse) -> Iterator[Piece]:
    steps: list[str] = []
    first: Token | None = None
    for token in parsed.tokens:
        first = first or token
        steps += _block(token)
        if token.level == 0 and token.nesting <= 0:  # what stands for itself, or closes
            yield Piece(_packed(steps), parsed, first)
            steps, first = [], None


def _packed(texts: list[str]) -> str:
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def _block(token: Token) -> Iterator[str]:
    if token.type == "inline":
        yield _line(token.children or [])
        return
    attributes = "".join(f" {name}={value}" for name, value in sorted(token.attrs.items()))
    yield f"<{token.type}{token.tag if token.type.startswith('heading') else ''}{attributes}>"
    if token.content or token.info:
        yield f"{token.info.strip()}\n{token.content}"


def _line(children: list[Token]) -> str:
    parts: list[str] = []
    for at, child in enumerate(children):
        following = children[at + 1].content if at + 1 < len(children) else ""
        parts.append(_word(child, following))
    return _SPACE.sub(" ", "".join(parts)).strip()


def _word(token: Token, following: str) -> str:
    """Return one piece of a line; `\\0` begins what no text can hold."""
    if token.type == "text":
        return token.content
    if token.type == "softbreak":
        return "\0|" if following.startswith(_OWN_LINE) else " "
    attributes = "".join(f" {name}={value}" for name, value in sorted(token.attrs.items()))
    return f"\0<{token.type}{attributes}\0:{token.content}\0>"
