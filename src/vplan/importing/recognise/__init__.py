"""Finds the plan in a neutral sequence, by small passes that know words and styles but no file format's details."""

from __future__ import annotations

from collections.abc import Sequence

from vplan.diagnostics import msg
from vplan.importing.draft import Draft, Guess, LeftOut
from vplan.importing.recognise.body import BodyReader
from vplan.importing.recognise.cleaning import cleaned
from vplan.importing.recognise.contents import Contents, find_contents
from vplan.importing.recognise.cover import read_cover
from vplan.importing.recognise.names import as_called, board_of, document_kind, language_of, title_of, unit_of, year_of
from vplan.importing.recognise.parts import parted
from vplan.importing.source import Block, Paragraph, Place, SourceDocument, words_of
from vplan.importing.vocabulary import key

__all__ = ["recognise"]


def recognise(document: SourceDocument) -> Draft:
    """Return what was recognised in a document; what the text does not say outright is among the guesses."""
    draft = Draft(document.name)
    blocks, furniture = cleaned(document)
    contents = find_contents(blocks)
    front, body = parted(blocks, contents)
    draft.contents, draft.annexes = contents.entries, contents.annexes
    draft.cover, left, rest = read_cover(front, furniture)
    _leave(draft, contents, furniture)
    _name(draft, document, front, blocks, rest)
    draft.left_out += [entry for entry in left if not _is_named(draft, entry)]
    draft.language = language_of(body)
    BodyReader(draft, document.format, contents.entries).read(body)
    return draft


def _leave(draft: Draft, contents: Contents, furniture: Sequence[Paragraph]) -> None:
    """Note what vplan makes by itself: the table of contents, page headers and page numbers."""
    for line in contents.lines:
        draft.left_out.append(LeftOut(line.place, line.text, msg("the table of contents"), understood=True))
    for line in furniture:
        draft.left_out.append(LeftOut(line.place, line.text, msg("a page header or page number"), understood=True))


def _name(
    draft: Draft, document: SourceDocument, front: Sequence[Block], blocks: Sequence[Block], rest: Sequence[str]
) -> None:
    lines = [line for block in blocks if isinstance(block, Paragraph) for line in block.text.split("\n")]
    title = draft.cover.title or title_of([document.title, *lines[:40]])
    page_1 = " ".join([document.about, *words_of(front)])
    draft.document = document_kind(title, " ".join(lines[:60]))
    draft.year, stated = year_of(title, lines, document.name)
    if draft.year and not stated:
        draft.guesses.append(Guess(Place(), msg("The year is taken to be {year}.", year=str(draft.year))))
    draft.unit, stated = unit_of(title, [*rest, draft.cover.to])
    draft.unit = as_called(draft.unit, [*rest, draft.cover.to, draft.cover.address.get("namn", "")])
    if draft.unit and not stated:
        draft.guesses.append(Guess(Place(), msg("The unit is taken to be “{unit}”.", unit=draft.unit)))
    draft.board, stated = board_of(page_1, " ".join([*words_of(blocks), *draft.annexes]))
    if draft.board and not stated:
        draft.guesses.append(Guess(Place(), msg("The board is taken to be “{board}”.", board=draft.board)))


def _is_named(draft: Draft, entry: LeftOut) -> bool:
    """Tell whether a line of page 1 says what stands elsewhere: the unit's name in the place of the logotype."""
    board = key(entry.text).replace("förvaltning", "nämnd")
    return not entry.understood and (
        key(entry.text) in (key(draft.unit), key(draft.cover.to)) or board == key(draft.board)
    )
