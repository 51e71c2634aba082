"""The councils' and boards' files of a workspace, each read, judged and linked once for all units below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from vplan import rules
from vplan.diagnostics import Diagnostic, has_errors, in_file_order
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
    from vplan.rules.scope import Scope

M = TypeVar("M", bound=SourceModel)
Controlled = Callable[[Iterable[Diagnostic], Iterable[str]], list[Diagnostic]]


class Load(Protocol):
    """What makes a model of a file of the workspace."""

    def __call__(self, file: str, cls: type[M]) -> tuple[M | None, list[Diagnostic]]: ...  # noqa: D102


@dataclass(slots=True)
class Loaded:
    """What a council's or board's file gave; `catalogue` only for a board whose council could be read too.

    `faulty` tells of errors in how the file is written or linked; `judge` applies the rules to it as well.
    """

    catalogue: Catalogue | None = None
    council: Council | None = None
    board: Board | None = None
    faulty: bool = False
    judge: Callable[[], list[Diagnostic]] = list
    _judged: list[Diagnostic] | None = None

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All findings in the file; the rules are applied when these are first asked for."""
        if self._judged is None:
            self._judged = in_file_order(self.judge())
        return self._judged


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
        if council is None:
            return self._loaded(folder.file, findings, None)
        findings += index_council(council)[1]
        if council.year and council.year != year:
            findings.append(year_differs(council, year))
        scope = council_scope(self._root, year, council, lambda: self.council(year - 1).council)
        return self._loaded(folder.file, findings, scope, council=council)

    def _loaded(
        self,
        file: str,
        findings: list[Diagnostic],
        scope: Scope | None,
        *,
        catalogue: Catalogue | None = None,
        council: Council | None = None,
        board: Board | None = None,
    ) -> Loaded:
        def judge() -> list[Diagnostic]:
            judged = rules.run(scope) if scope is not None else []
            return self._controlled([*findings, *judged], [file])

        return Loaded(catalogue, council, board, has_errors(findings), judge)

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
        if board is None:
            return self._loaded(folder.file, findings, None)
        if board.year and board.year != year:
            findings.append(year_differs(board, year))
        catalogue = link_board(council, board) if council is not None else None
        findings += catalogue.findings if catalogue is not None else []
        scope = replace(
            board_scope(self._root, year, board, council, lambda: self.board(year - 1, board_id).board),
            names_above=lambda: self.names_above(year),
        )
        return self._loaded(folder.file, findings, scope, catalogue=catalogue, board=board)

    def names_above(self, year: int, board: str = "") -> NamesAbove:
        """Return what a unit of a board, or with no board named a board, can refer to; gathered once."""
        key = (year, board)
        if key not in self._names:
            below = self.board(year, board).board if board else None
            self._names[key] = retyped_title.names_above(self.council(year).council, below)
        return self._names[key]
