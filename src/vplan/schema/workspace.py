"""The schemas of one workspace: for each of its files the one in which only what it can choose from fits.

What a year's council and a board have decided is read once, and so are the editions. A file that cannot be read gives
no choices: the files that stand on it keep the general schema of their kind, in which every id fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from vplan.editions import EditionError, edition_names, load_award_edition, load_edition
from vplan.layout import BOARD_FILE, PLAN_FILES, BoardFolder, UnitFolder, YearFolder
from vplan.link import Catalogue, LinkedDirection, link_board, link_unit
from vplan.loading import load_model
from vplan.model.base import SourceModel
from vplan.model.board import Board
from vplan.model.choices import DocumentKind
from vplan.model.common import Indicator
from vplan.model.council import Council
from vplan.model.unit_goals import UnitGoals
from vplan.model.values import one_line
from vplan.schema import telling
from vplan.schema.choosing import Choice, keyed, one_of, optional
from vplan.schema.general import KINDS, Schema, make_schema, schema_file
from vplan.schema.goals import AGAIN, board_schema, unit_goals_schema

if TYPE_CHECKING:
    from vplan.project import Project

M = TypeVar("M", bound=SourceModel)

_PLAN, _GOALS, _ = PLAN_FILES
_GLOB_MARKS = frozenset("*?[]{}()!+@\\")


@dataclass(frozen=True, slots=True)
class FileSchema:
    """A schema, its path in the folder of schemas, and the files it is for.

    `patterns` are globs from the workspace; one that begins with `!` takes files away.
    """

    path: str
    patterns: tuple[str, ...]
    schema: Schema


@dataclass(frozen=True, slots=True)
class WorkspaceSchemas:
    """All schemas of a workspace, and the files that could not be read for them."""

    files: tuple[FileSchema, ...]
    unread: tuple[str, ...]

    def mapping(self, folder: str) -> dict[str, list[str]]:
        """Return the setting `yaml.schemas`, for the schemas in a folder: a path from the workspace, or an address."""
        return {f"{folder}/{file.path}": list(file.patterns) for file in self.files}


def workspace_schemas(project: Project) -> WorkspaceSchemas:
    """Return the schemas of a workspace; each of its files is taken by one of them."""
    return _Maker(project).make()


class _Maker:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.unread: list[str] = []
        self.plan = _plan_schema(self._editions(DocumentKind.PLAN))

    def make(self) -> WorkspaceSchemas:
        special = [file for year in self.project.layout.years for file in self._year(year)]
        taken: dict[str, list[str]] = {}
        for file in special:
            taken.setdefault(_kind_of(file.path), []).extend(f"!{pattern}" for pattern in file.patterns)
        general = [
            FileSchema(schema_file(kind), (*self._patterns(kind), *taken.get(kind, ())), self._general(kind))
            for kind in KINDS
        ]
        return WorkspaceSchemas((*general, *special), tuple(self.unread))

    def _patterns(self, kind: str) -> tuple[str, ...]:
        """Return the files of a kind, only those of this workspace: another one may lie inside it."""
        settings = self.project.settings
        if kind == "edition":
            return (_glob(settings.editions, "**/*.yaml"),)
        return KINDS[kind].files if kind == "vplan" else (_glob(settings.plans, KINDS[kind].files[0]),)

    def _general(self, kind: str) -> Schema:
        if kind == "plan":
            return self.plan
        if kind == "kvalitetsutmarkelse":
            return _award_schema(self.project, self._editions(DocumentKind.AWARD))
        if kind == "edition":
            editions = [choice for kind_ in DocumentKind for choice in self._editions(kind_)]
            return _with_choice(make_schema(kind), "ärver", editions, "Utgåvan finns inte.", may_be_blank=True)
        return make_schema(kind)

    def _editions(self, kind: DocumentKind) -> list[Choice]:
        root, folder = self.project.root, self.project.settings.editions
        return [
            telling.edition(name, _edition_title(self.project, name, kind))
            for name in edition_names(root, folder, kind)
        ]

    def _year(self, year: YearFolder) -> Iterator[FileSchema]:
        council = self._read(year.file, Council)
        if council is None or year.file is None:
            return
        pattern = _glob(year.folder, f"*/{BOARD_FILE}")
        yield FileSchema(f"{year.year}/{schema_file('namnd')}", (pattern,), board_schema(council, year.file))
        for folder in year.boards:
            board = self._read(folder.file, Board)
            if board is not None and folder.file is not None:
                yield from self._board(folder, link_board(council, board), year.file, folder.file)

    def _board(
        self, folder: BoardFolder, catalogue: Catalogue, council_file: str, board_file: str
    ) -> Iterator[FileSchema]:
        path = f"{folder.year}/{folder.board}"
        schema = unit_goals_schema(catalogue, council_file, board_file)
        yield FileSchema(f"{path}/{schema_file('mal')}", (_glob(folder.folder, f"*/{_GOALS}"),), schema)
        for unit in folder.units:
            choices = self._indicators(unit, catalogue)
            if choices:
                plan = _with_indicators(self.plan, choices, unit.folder)
                pattern = _glob(unit.folder, _PLAN)
                yield FileSchema(f"{path}/{unit.unit}/{schema_file('plan')}", (pattern,), plan)

    def _indicators(self, unit: UnitFolder, catalogue: Catalogue) -> Mapping[str, Choice]:
        """Return the indicators that stand in a unit's plan, and so can be drawn in it."""
        goals = self._read(unit.file(_GOALS), UnitGoals) if unit.file(_PLAN) else None
        return telling.indicators(_shown(link_unit(catalogue, goals)[0]))

    def _read(self, file: str | None, cls: type[M]) -> M | None:
        if file is None:
            return None
        model, _ = load_model(self.project.root, file, cls)
        if model is None:
            self.unread.append(file)
        return model


def _kind_of(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _shown(directions: Iterable[LinkedDirection]) -> Iterator[Indicator]:
    for goal in (goal for direction in directions for goal in direction.goals):
        yield from (linked.row for linked in goal.indicators)
        for board_goal in goal.board_goals:
            yield from (linked.row for linked in board_goal.indicators)
            for unit_goal in board_goal.unit_goals:
                yield from unit_goal.indicators


def _glob(folder: str, files: str) -> str:
    """Return the glob of files in a folder, whose own name means nothing but itself."""
    parts = [part for part in folder.split("/") if part not in ("", ".")]
    literal = ["".join(f"\\{letter}" if letter in _GLOB_MARKS else letter for letter in part) for part in parts]
    return "/".join([*literal, files])


def _edition_title(project: Project, name: str, kind: DocumentKind) -> str:
    load = load_edition if kind is DocumentKind.PLAN else load_award_edition
    try:
        return one_line(load(name, project.root, project.settings.editions).name)
    except EditionError:
        return ""


def _plan_schema(editions: Iterable[Choice]) -> Schema:
    return _with_choice(make_schema("plan"), "utgåva", editions, "Det finns ingen sådan utgåva för planer.")


def _award_schema(project: Project, editions: Iterable[Choice]) -> Schema:
    """Return the schema of an application, whose edition says which questions it can answer."""
    known = list(editions)
    schema = _with_choice(make_schema("kvalitetsutmarkelse"), "utgåva", known, "Det finns ingen sådan utgåva.")
    answer = schema["properties"]["svar"]["additionalProperties"]
    conditions = []
    for choice in known:
        try:
            edition = load_award_edition(choice.name, project.root, project.settings.editions)
        except EditionError:
            continue
        questions = [(telling.question(part, asked), answer) for part in edition.parts for asked in part.questions]
        answers = keyed(questions, f"Välj bland frågorna i utgåvan {choice.name}.")
        is_meant = {"properties": {"utgåva": {"const": choice.name}}, "required": ["utgåva"]}
        conditions.append({"if": is_meant, "then": {"properties": {"svar": answers}}})
    # an application has no indicators of its own that a figure could draw
    figure = _without_choice(schema["definitions"]["Figure"], "indikator")
    return {**schema, "allOf": conditions, "definitions": {**schema["definitions"], "Figure": figure}}


def _with_indicators(plan: Schema, choices: Mapping[str, Choice], folder: str) -> Schema:
    otherwise = f"Välj bland indikatorerna som planen tar med i {folder}/{_GOALS}. {AGAIN}"
    figure = _with_choice(plan["definitions"]["Figure"], "indikator", choices.values(), otherwise, may_be_blank=True)
    return {**plan, "definitions": {**plan["definitions"], "Figure": figure}}


def _with_choice(
    schema: Schema, key: str, choices: Iterable[Choice], otherwise: str, *, may_be_blank: bool = False
) -> Schema:
    """Return the schema of an object in which a key takes one of the choices; it is not changed itself."""
    general = schema["properties"][key]
    chosen = one_of(choices, otherwise)
    value = optional(chosen) if may_be_blank else chosen
    return _with_property(schema, key, {word: general[word] for word in ("title", "description")} | value)


def _without_choice(schema: Schema, key: str) -> Schema:
    general = schema["properties"][key]
    return _with_property(
        schema, key, {"title": general["title"], "description": general["description"], "type": "null"}
    )


def _with_property(schema: Schema, key: str, value: Schema) -> Schema:
    return {**schema, "properties": {**schema["properties"], key: value}}
