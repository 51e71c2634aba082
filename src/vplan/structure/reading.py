"""Reads the structure of a PDF as it is going to be written, as a screen reader walks through it.

pydyf writes each of its objects as it stands, so what is read here is what stands in the file;
`tests/test_structure_file.py` reads written files by another library and finds the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from vplan.structure.content import Letters, PageContent, read_content
from vplan.structure.objects import Part, Structure


@dataclass(eq=False, slots=True)
class Node:
    """A part of the structure: what it is, what it says, and what stands in it, in reading order.

    `lang` is the language of its words, its own or that of what it is in. `headers` are the names of header cells.
    """

    role: str
    number: int
    page: int
    lang: str
    parent: Node | None = None
    kids: list[Node | str] = field(default_factory=list)
    annotations: list[Any] = field(default_factory=list)
    alternative: str | None = None
    actual: str | None = None
    id: str = ""
    scope: str = ""
    headers: tuple[str, ...] = ()
    width: int = 1
    start: int = 0
    end: int = 0

    @property
    def nodes(self) -> list[Node]:
        """The parts directly within this one."""
        return [kid for kid in self.kids if isinstance(kid, Node)]

    def walk(self) -> Iterator[Node]:
        """Yield this part and all within it, in reading order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.nodes)

    def within(self, role: str) -> Iterator[Node]:
        """Yield the parts of a kind within this one that are in no other of that kind."""
        waiting = [*reversed(self.nodes)]
        while waiting:
            node = waiting.pop()
            if node.role == role:
                yield node
            else:
                waiting += reversed(node.nodes)

    def text(self) -> str:
        """Return what is read aloud for this part."""
        if self.actual is not None:
            return self.actual
        if self.alternative is not None:
            return self.alternative
        return "".join(kid if isinstance(kid, str) else kid.text() for kid in self.kids)


@dataclass(slots=True)
class Reading:
    """A PDF as it is read: its structure, the content of its pages, and what of it the structure lacks or repeats.

    `lost` are pieces of content, by page and number, that stand in no part, `twice` those that stand in several, and
    `astray` those that the parent tree leads to another part from.
    """

    root: Node
    pages: list[PageContent]
    lost: list[tuple[int, int]]
    twice: list[tuple[int, int]]
    astray: list[tuple[int, int]]


def read(structure: Structure, fonts: Letters, lang: str) -> Reading:
    """Read a PDF; `lang` is the language of the whole, which its catalog names."""
    pages = [read_content(structure.stream(n), fonts) for n in range(len(structure.page_numbers))]
    reader = _Reader(structure, pages)
    root = reader.node(structure.document, None, lang)
    every = {(page, number) for page, content in enumerate(pages) for number in content.texts}
    return Reading(root, pages, sorted(every - reader.seen), reader.twice, reader.astray)


class _Reader:
    def __init__(self, structure: Structure, pages: list[PageContent]) -> None:
        self._structure = structure
        self._pages = pages
        self.seen: set[tuple[int, int]] = set()
        self.twice: list[tuple[int, int]] = []
        self.astray: list[tuple[int, int]] = []

    def node(self, part: Part, parent: Node | None, lang: str) -> Node:
        # recursive as deep as the structure is, which prose keeps within bounds
        structure = self._structure
        table = part.get("A", {})
        lang = _text(part.get("Lang")) or lang
        node = Node(
            part["S"][1:],
            part.number,
            structure.page_of(part),
            lang,
            parent,
            alternative=_text(part.get("Alt")),
            actual=_text(part.get("ActualText")),
            id=_text(part.get("ID")) or "",
            scope=table.get("Scope", "")[1:],
            headers=tuple(_text(name) or "" for name in table.get("Headers", ())),
            width=int(table.get("ColSpan", 1)),
        )
        for kid in part["K"]:
            if isinstance(kid, int):
                node.kids.append(self._words(node.page, kid, part))
                continue
            found = structure.object(kid)
            if found is None:
                page, number = _content_of(kid)
                node.kids.append(self._words(structure.page_numbers.get(page, 0), number, part))
            elif found["Type"] == "/OBJR":
                annotation = structure.object(found["Obj"])
                node.annotations.append(annotation)
                if structure.entries.get(annotation.get("StructParent")) != part.reference:
                    self.astray.append((node.page, -1))
            else:
                node.kids.append(self.node(found, node, lang))
        return node

    def _words(self, page: int, number: int, part: Part) -> str:
        """Return what a piece of content says, and note where it belongs."""
        owners = self._structure.of_page(page)
        if number >= len(owners) or owners[number] != part.reference:
            self.astray.append((page, number))
        if (page, number) in self.seen:
            self.twice.append((page, number))
        self.seen.add((page, number))
        return self._pages[page].texts.get(number, "")


def _content_of(reference: bytes) -> tuple[bytes, int]:
    """Return page and number of marked content that stands in a part which begins on another page."""
    words = reference.rstrip(b">").split()
    return b" ".join(words[words.index(b"/Pg") + 1 : words.index(b"/MCID")]), int(words[-1])


def _text(string: Any) -> str | None:
    return None if string is None else str(string.string)
