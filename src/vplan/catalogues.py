"""The councils' and boards' files of a workspace, each read, judged and linked once for all units below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from vplan import rules
from vplan.diagnostics import Diagnostic, in_file_order
from vplan.layout import Layout
from vplan.link import Catalogue, index_council, link_board
from vplan.loading import year_differs
from vplan.model.base import SourceModel
from vplan.model.board import Board
from vplan.model.council import Council
from vplan.rules import retyped_title
from vplan.rules.scope import board_scope, council_scope

if TYPE_CHECKING:
    from vplan.rules.retyped_title import NamesAbove

M = TypeVar("M", bound=SourceModel)
Controlled = Callable[[Iterable[Diagnostic], Iterable[str]], list[Diagnostic]]


class Load(Protocol):
    """What makes a model of a file of the workspace."""

    def __call__(self, file: str, cls: type[M]) -> tuple[M | None, list[Diagnostic]]: ...  # noqa: D102


@dataclass(slots=True)
class Loaded:
    """What a council's or board's file gave; `catalogue` only for a board whose council could be read too."""

    catalogue: Catalogue | None = None
    council: Council | None = None
    board: Board | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)


class Catalogues:
    """Gives each year's council and each board; `controlled` applies settings and comments to their findings."""

    def __init__(self, root: Path, layout: Layout, load: Load, controlled: Controlled) -> None:
        self._root = root
        self._layout = layout
        self._load = load
        self._controlled = controlled
        self._councils: dict[int, Loaded] = {}
        self._boards: dict[tuple[int, str], Loaded] = {}
        self._names: dict[tuple[int, str], NamesAbove] = {}

    def council(self, year: int) -> Loaded:
        """Return a year's council file, as far as there is one that can be read."""
        if year not in self._councils:
            self._councils[year] = self._load_council(year)
        return self._councils[year]

    def _load_council(self, year: int) -> Loaded:
        folder = self._layout.year(year)
        if folder is None or folder.file is None:
            return Loaded()
        council, findings = self._load(folder.file, Council)
        if council is not None:
            scope = council_scope(self._root, year, council, lambda: self.council(year - 1).council)
            findings += index_council(council)[1] + rules.run(scope)
            if council.year and council.year != year:
                findings.append(year_differs(council, year))
        return Loaded(council=council, diagnostics=in_file_order(self._controlled(findings, [folder.file])))

    def board(self, year: int, board: str) -> Loaded:
        """Return a board's file of a year, as far as there is one that can be read."""
        if (year, board) not in self._boards:
            self._boards[year, board] = self._load_board(year, board)
        return self._boards[year, board]

    def _load_board(self, year: int, board_id: str) -> Loaded:
        folder = self._layout.board(year, board_id)
        if folder is None or folder.file is None:
            return Loaded()
        board, findings = self._load(folder.file, Board)
        council = self.council(year).council
        catalogue = None
        if board is not None:
            findings += rules.run(
                replace(
                    board_scope(self._root, year, board, council, lambda: self.board(year - 1, board_id).board),
                    names_above=lambda: self.names_above(year),
                )
            )
            if board.year and board.year != year:
                findings.append(year_differs(board, year))
        if board is not None and council is not None:
            catalogue = link_board(council, board)
            findings += catalogue.findings
        findings = self._controlled(findings, [folder.file])
        return Loaded(catalogue=catalogue, board=board, diagnostics=in_file_order(findings))

    def names_above(self, year: int, board: str = "") -> NamesAbove:
        """Return what a unit of a board, or with no board named a board, can refer to; gathered once."""
        key = (year, board)
        if key not in self._names:
            below = self.board(year, board).board if board else None
            self._names[key] = retyped_title.names_above(self.council(year).council, below)
        return self._names[key]
