"""The document tree's inlines: what stands inside a paragraph, a caption or a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Text:
    """A run of plain text."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed text (italic)."""

    kind: ClassVar[str] = "emphasis"
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Strongly stressed text (bold)."""

    kind: ClassVar[str] = "strong"
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Literal text."""

    kind: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `href` is an http, https or mailto address.

    Until `vplan.document.references` has been over the tree it may be `#anchor`, a place in the same document.
    """

    kind: ClassVar[str] = "link"
    href: str
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to a place in the same document.

    With `named` the words are the author's own; else they name the place: "fråga 2". Paper adds the page's number.
    """

    kind: ClassVar[str] = "reference"
    anchor: str
    content: tuple[Inline, ...]
    named: bool = False


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A forced line break."""

    kind: ClassVar[str] = "line_break"


Inline = Text | Emphasis | Strong | Code | Link | Reference | LineBreak
