"""A workspace opened for checking: settings, layout, and the linked plans of its units.

This is where the rooms are joined: files are read and made into models, models are linked, rules are applied. Councils
and boards are read once for all their units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vplan import rules
from vplan.catalogues import Catalogues
from vplan.control import Allowance, controlled, setting_findings
from vplan.diagnostics import Diagnostic, has_errors, in_file_order, msg
from vplan.link import LinkedIndicator, LinkedPlan, link_unit
from vplan.loading import Loader, load_model, year_differs
from vplan.model.base import SourceModel
from vplan.model.board import Board
from vplan.model.choices import DocumentKind
from vplan.model.council import Council
from vplan.model.economy import Economy
from vplan.model.plan import Plan
from vplan.model.prose import Prose
from vplan.model.settings import Settings
from vplan.model.unit_goals import UnitGoals
from vplan.questions import LinkedAward, link_award
from vplan.rules import links, table_caption
from vplan.rules.across.view import UnitFacts, facts_of
from vplan.rules.scope import Scope, award_scope, linked_indicators, unit_scope, unsure_tables
from vplan.setting_rules import at_setting, settings_findings
from vplan.source import Scalar
from vplan.workspace import AWARD_FILE, DECISION_FILE, SETTINGS_FILE, Layout, UnitFolder, discover, find_root

if TYPE_CHECKING:
    from vplan.figures.data import Occasion
    from vplan.model.award import Award

M = TypeVar("M", bound=SourceModel)
Linked = TypeVar("Linked", LinkedPlan, LinkedAward)


class NoWorkspaceError(Exception):
    """There is no `vplan.yaml` at or above the folder."""

    def __init__(self, start: Path) -> None:
        super().__init__(str(msg("There is no {file} in {folder} or above it.", file=SETTINGS_FILE, folder=str(start))))
        self.start = start


@dataclass(slots=True)
class _Linked:
    """A unit's plan as far as it could be read and linked; `scope` is what the rules are to judge."""

    plan: LinkedPlan | None
    written: Plan | None
    scope: Scope
    findings: list[Diagnostic]
    goals_known: bool


@dataclass(slots=True)
class UnitCheck:
    """What checking a unit gave: what it has of documents, linked where they could be, and its own files' findings.

    `facts` are for the rules that look at several units, None where the unit's files could not be read.
    """

    unit: UnitFolder
    plan: LinkedPlan | None
    diagnostics: list[Diagnostic]
    parents_ok: bool = True
    award: LinkedAward | None = None
    facts: UnitFacts | None = None

    @property
    def documents(self) -> tuple[LinkedPlan | LinkedAward, ...]:
        """What documents can be assembled from: the plan and the application, those that there are."""
        return tuple(linked for linked in (self.plan, self.award) if linked is not None)

    @property
    def ok(self) -> bool:
        """Tell whether all the unit's documents can be rendered: no error in its, its board's or its council's file."""
        whole = len(self.documents) == len(self.unit.main_files) > 0
        return whole and self.parents_ok and not has_errors(self.diagnostics)


class Project:
    """An opened workspace; `load` makes models of its files."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        layout: Layout,
        diagnostics: list[Diagnostic],
        load: Loader | None = None,
    ) -> None:
        self._loader = load or load_model
        self.root = root
        self.settings = settings
        self.layout = layout
        self.diagnostics = diagnostics
        self._allowances: dict[str, list[Allowance]] = {}
        self._catalogues = Catalogues(root, layout, self._load, self.controlled)
        self._linked: dict[str, _Linked] = {}

    @classmethod
    def open(cls, start: Path, load: Loader | None = None, known: Layout | None = None) -> Project:
        """Open the workspace at or above a folder; raises `NoWorkspaceError` when there is none.

        `known` are its folders, where the caller knows that none came or went; they are not listed again.
        """
        root = find_root(start)
        if root is None:
            raise NoWorkspaceError(start)
        settings, findings = (load or load_model)(root, SETTINGS_FILE, Settings, may_be_empty=True)
        settings = settings if settings is not None else Settings()
        findings += settings_findings(root, settings)
        layout = known if known is not None and known.plans == settings.plans else discover(root, settings.plans)
        findings += setting_findings(settings.rules, _folders(layout))
        findings += [at_setting(d, settings) for d in layout.diagnostics]
        return cls(root, settings, layout, in_file_order(findings), load)

    def catalogue_diagnostics(self, units: Iterable[UnitFolder]) -> list[Diagnostic]:
        """Return the findings in the councils' and boards' files that these units stand on, each once."""
        return self._catalogue_diagnostics({(unit.year, unit.board) for unit in units})

    def all_catalogue_diagnostics(self) -> list[Diagnostic]:
        """Return the findings in all councils', boards' and own editions' files, also those no unit stands on yet."""
        from vplan.editions import own_edition_findings

        boards = {(year.year, board.board) for year in self.layout.years for board in year.boards}
        editions = own_edition_findings(self.root, self.settings.editions)
        return self._catalogue_diagnostics(boards | {(year.year, "") for year in self.layout.years}) + editions

    def _catalogue_diagnostics(self, boards: set[tuple[int, str]]) -> list[Diagnostic]:
        findings: list[Diagnostic] = []
        for year, board in sorted(boards):
            findings += self._catalogues.council(year).diagnostics + self._catalogues.board(year, board).diagnostics
        return in_file_order(findings)

    def catalogue_findings(self, year: int, board: str = "") -> list[Diagnostic]:
        """Return the findings in a board's file, or in the council's where no board is named."""
        return (self._catalogues.board(year, board) if board else self._catalogues.council(year)).diagnostics

    def council(self, year: int) -> Council | None:
        """Return a year's council file, or None where there is none that can be read."""
        return self._catalogues.council(year).council

    def board(self, year: int, board: str) -> Board | None:
        """Return a board's file of a year, or None where there is none that can be read."""
        return self._catalogues.board(year, board).board

    def controlled(
        self, findings: Iterable[Diagnostic], complete: Iterable[str] = (), *, across: bool = False
    ) -> list[Diagnostic]:
        """Return findings as settings and comments want them.

        In the files `complete`, findings of all rules for single units are there, or of all rules across units.
        """
        return controlled(findings, self.settings.rules, self._allowances, tuple(complete), across=across)

    def allowances(self, files: Iterable[str] | None = None) -> dict[str, list[Allowance]]:
        """Return the comments that allow a rule, by file; none of `files` means all that were read."""
        chosen = self._allowances if files is None else {file: self._allowances.get(file, []) for file in files}
        return {file: found for file, found in chosen.items() if found}

    def add_allowances(self, allowances: dict[str, list[Allowance]]) -> None:
        """Take over the comments of files that another process has checked."""
        self._allowances.update(allowances)

    def _load(self, file: str, cls: type[M]) -> tuple[M | None, list[Diagnostic]]:
        return self._loader(self.root, file, cls, allowances=self._allowances)

    def check_unit(self, unit: UnitFolder) -> UnitCheck:
        """Read, link and judge a unit's files."""
        board = self._catalogues.board(unit.year, unit.board)
        parents_ok = True
        plan, award, facts = None, None, None
        findings: list[Diagnostic] = []
        if not unit.only_award:
            parents_ok = board.catalogue is not None
            plan, findings, facts = self._check_plan(unit)
        if unit.file(AWARD_FILE):
            award, more = self._check_award(unit, board.board)
            findings += more
        findings += [d for d in self.layout.diagnostics if _within(d.span.file, unit.folder)]
        decisions = unit.file(DECISION_FILE)
        findings = self.controlled(findings, [file for file in unit.files if file != decisions])
        plan = self._as_draft(plan)
        parents_ok = parents_ok and not has_errors(board.diagnostics + self._catalogues.council(unit.year).diagnostics)
        check = UnitCheck(unit, plan, findings, parents_ok, award, facts)
        if decisions:
            self._decide(check)
        check.diagnostics = in_file_order(check.diagnostics)
        return check

    def ready(self, unit: UnitFolder) -> LinkedPlan | None:
        """Return a plan that can be printed before it is judged: it is what `check_unit` will give, if that is `ok`.

        None where something is wrong already, or more than reading and linking is needed to know what it says.
        """
        parents = self._catalogues.board(unit.year, unit.board), self._catalogues.council(unit.year)
        if unit.only_award or unit.file(AWARD_FILE) or unit.file(DECISION_FILE) or any(p.faulty for p in parents):
            return None
        linked = self._linked[unit.id] = self._link(unit)
        if linked.plan is None or linked.plan.plan.figures or has_errors(linked.findings):
            return None
        edition = linked.plan.plan.edition
        if not edition or self._edition_findings(edition, DocumentKind.PLAN):
            return None
        return self._as_draft(linked.plan)

    def _as_draft(self, plan: LinkedPlan | None) -> LinkedPlan | None:
        return replace(plan, is_draft=True) if plan is not None and self.settings.is_draft(plan.year) else plan

    def _decide(self, check: UnitCheck) -> None:
        """Give the documents the decisions that stand, and tell of what is not as it was decided.

        What a document says is known only where nothing in it is faulty. Settings and comments weigh these findings as
        all others; that a decided document says something else is an error whatever they say.
        """
        from vplan.deciding.standing import standing_decisions
        from vplan.model.decision import Decisions

        file = f"{check.unit.folder}/{DECISION_FILE}"
        decisions, findings = self._loader(self.root, file, Decisions, may_be_empty=True, allowances=self._allowances)
        if decisions is None or has_errors(findings):
            check.diagnostics += self.controlled(findings, [file])
            return
        found = standing_decisions(decisions, check.unit, check.documents if check.ok else (), self.root)
        check.diagnostics += self.controlled([*findings, *found.findings], [file])
        if check.plan is not None:
            check.plan = replace(check.plan, decision=found.plan)
        if check.award is not None:
            check.award = replace(check.award, decision=found.award)

    def _link(self, unit: UnitFolder) -> _Linked:
        catalogue = self._catalogues.board(unit.year, unit.board).catalogue
        plan, findings = self._unit_file(unit, "plan.yaml", Plan)
        goals, more = self._unit_file(unit, "mal.yaml", UnitGoals)
        economy, still_more = self._unit_file(unit, "ekonomi.yaml", Economy)
        findings += more + still_more
        linked, goals_faulty = None, True
        if catalogue is not None:
            directions, broken = link_unit(catalogue, goals)
            findings += broken
            goals_faulty = has_errors(more + broken)
            if plan is not None:
                linked = LinkedPlan(
                    unit.id,
                    unit.year,
                    unit.folder,
                    unit.files,
                    catalogue.council,
                    catalogue.board,
                    plan,
                    economy,
                    directions,
                )
        scope = unit_scope(self.root, unit.year, unit.folder, unit.files, plan, goals, economy, linked)
        scope = replace(
            scope,
            unsure=unsure_tables(economy, still_more),
            council=catalogue.council if catalogue else None,
            board=catalogue.board if catalogue else None,
            earlier=lambda: self._earlier_indicators(unit),
            names_above=lambda: self._catalogues.names_above(unit.year, unit.board),
        )
        return _Linked(linked, plan, scope, findings, goals is not None and not goals_faulty)

    def _check_plan(self, unit: UnitFolder) -> tuple[LinkedPlan | None, list[Diagnostic], UnitFacts | None]:
        found = self._linked.pop(unit.id, None) or self._link(unit)
        scope, plan = found.scope, found.written
        findings = found.findings + rules.run(scope)
        linked, more = self._with_figures(scope, found.plan, plan)
        findings += more
        if plan is not None and plan.edition:
            unusable = self._edition_findings(plan.edition, DocumentKind.PLAN)
            findings += unusable or self._unknown_anchors(scope, linked)
        # a unit whose references are broken would make its goals look as if nobody carried them
        facts = facts_of(unit.id, unit.year, unit.board, scope) if found.goals_known else None
        return linked, findings, facts

    def _earlier_indicators(self, unit: UnitFolder) -> tuple[LinkedIndicator, ...]:
        """Return the indicators that the same unit had the year before, without judging its files."""
        before = self.layout.board(unit.year - 1, unit.board)
        earlier = next((u for u in before.units if u.unit == unit.unit), None) if before else None
        catalogue = self._catalogues.board(unit.year - 1, unit.board).catalogue if earlier else None
        if earlier is None or catalogue is None:
            return ()
        goals, _ = self._unit_file(earlier, "mal.yaml", UnitGoals)
        return tuple(linked_indicators(link_unit(catalogue, goals)[0]))

    def _check_award(self, unit: UnitFolder, board: Board | None) -> tuple[LinkedAward | None, list[Diagnostic]]:
        from vplan.model.award import Award  # most units have none

        award, findings = self._unit_file(unit, AWARD_FILE, Award)
        linked = None
        if award is not None and award.edition:
            unusable = self._edition_findings(award.edition, DocumentKind.AWARD)
            findings += unusable
            if not unusable:
                from vplan.editions import load_award_edition

                edition = load_award_edition(str(award.edition), self.root, self.settings.editions)
                linked, unknown = link_award(unit, board, award, edition)
                findings += unknown
        scope = award_scope(self.root, unit.year, unit.folder, unit.files, award, linked)
        linked, more = self._with_figures(scope, linked, award)
        findings += rules.run(scope) + more + self._unknown_anchors(scope, linked)
        return linked, findings

    def _with_figures(
        self, scope: Scope, linked: Linked | None, written: Plan | Award | None
    ) -> tuple[Linked | None, list[Diagnostic]]:
        """Put the figures from data together, which reads their CSV files but draws nothing."""
        if written is None or not written.figures:
            return linked, []
        from vplan.figures.occasions import occasions_of
        from vplan.unit_figures import FigurePlaces, by_id, put_together, unused

        indicators = by_id(scope.linked_indicators) if isinstance(written, Plan) else None
        activities: list[Occasion] | None = [] if isinstance(written, Plan) else None
        if isinstance(linked, LinkedPlan):
            activities = occasions_of(linked)
        year = linked.year if linked is not None else 0
        places = FigurePlaces(self.root, scope.folder, scope.files, indicators, activities, year)
        figures, findings = put_together(written.figures, places)
        if linked is None:
            return None, findings
        return replace(linked, figures=figures), findings + unused(figures, links.shown_figures(scope))

    def _unknown_anchors(self, scope: Scope, linked: LinkedPlan | LinkedAward | None) -> list[Diagnostic]:
        """Assemble the document, where a text links to a place in it or names one, to see which places it has."""
        above = _texts_above(linked) if isinstance(linked, LinkedPlan) else []
        needed = above or links.has_anchor_link(scope.joined) or table_caption.may_hold_ids(scope.joined)
        if linked is None or not needed:
            return []
        from vplan.document import assemble
        from vplan.document.walk import anchors_of, section_anchors

        documents = [assembled.document for assembled in assemble(self.root, self.settings, linked)]
        anchors = {anchor for document in documents for anchor in anchors_of(document)}
        # a figure that cannot be drawn is told of where its data stand
        anchors |= {f"{links.FIGURE}{name}" for name, made in linked.figures.items() if made.figure is None}
        sections = {anchor for document in documents for anchor in section_anchors(document)}
        unknown = links.unknown_anchors(replace(scope, proses=(*scope.proses, *above)), anchors, linked.figures)
        return [*unknown, *table_caption.clashes(scope, sections)]

    def _edition_findings(self, name: Scalar, kind: DocumentKind) -> list[Diagnostic]:
        from vplan.editions import edition_findings

        return edition_findings(name, self.root, self.settings.editions, kind)

    def _unit_file(self, unit: UnitFolder, name: str, cls: type[M]) -> tuple[M | None, list[Diagnostic]]:
        file = unit.file(name)
        if file is None:
            return None, []
        model, findings = self._load(file, cls)
        year = getattr(model, "year", 0)
        if model is not None and year and year != unit.year:
            findings.append(year_differs(model, unit.year))
        return model, findings


def _folders(layout: Layout) -> Iterable[str]:
    yield layout.plans
    for year in layout.years:
        yield year.folder
        for board in year.boards:
            yield board.folder
            yield from (unit.folder for unit in board.units)


def _texts_above(linked: LinkedPlan) -> list[Prose]:
    """Return the council's and the board's texts in the plan that link to a place: each must be in this document."""
    texts: list[Prose | None] = []
    for direction in linked.directions:
        texts.append(direction.direction.description)
        for goal in direction.goals:
            texts.append(goal.goal.description)
            for board_goal in goal.board_goals:
                texts += [board_goal.goal.description, board_goal.goal.expected_result]
    return [prose for prose in texts if prose is not None and links.has_anchor_link(prose.text)]


def _within(file: str, folder: str) -> bool:
    return file == folder or file.startswith(f"{folder}/")
