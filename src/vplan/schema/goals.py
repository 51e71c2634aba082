"""The schemas of `mal.yaml` and `namnd.yaml` in which only the goals, indicators and activities of their year fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vplan.layout import BOARD_FILE
from vplan.link import Catalogue, index_council
from vplan.model.board import BoardGoal, BoardGoals
from vplan.model.common import Activity, Indicator
from vplan.model.council import Council, CouncilGoal
from vplan.schema import telling
from vplan.schema.choosing import Choice, keyed, one_of, optional
from vplan.schema.general import Schema, make_schema

AGAIN = "Är det nytt där? Kör ”vplan schema --workspace” igen."


def board_schema(council: Council, file: str) -> Schema:
    """Return the schema of a board's file; `file` is the path of the council's."""
    schema = make_schema("namnd")
    goals = schema["properties"]["mål"]
    value = goals.pop("additionalProperties")
    known, _ = index_council(council)
    choices = [(telling.council_goal(*found), value) for found in known.values()]
    goals |= keyed(choices, f"Välj bland målen i {file}. {AGAIN}")
    schema["properties"]["år"]["default"] = council.year
    return schema


def unit_goals_schema(catalogue: Catalogue, council_file: str, board_file: str) -> Schema:
    """Return the schema of the goal files of a board's units; the files are the paths of the council's and the board's.

    Every place takes exactly what the linked plan finds there (`vplan.link`).
    """
    return _UnitGoalsSchema(catalogue, council_file, board_file).make()


class _UnitGoalsSchema:
    def __init__(self, catalogue: Catalogue, council_file: str, board_file: str) -> None:
        self.catalogue = catalogue
        self.council_file, self.board_file = council_file, board_file
        self.schema = make_schema("mal")
        self.goal_use = self.schema["definitions"].pop("CouncilGoalUse")
        self.board_goal_use = self.schema["definitions"].pop("BoardGoalUse")

    def make(self) -> Schema:
        goals = self.schema["properties"]["mål"]
        del goals["additionalProperties"]
        found = [
            (telling.council_goal(direction, goal), self._goal(reference, goal))
            for reference, (direction, goal) in self.catalogue.goals.items()
        ]
        goals |= keyed(found, f"Välj bland målen i {self.council_file}. {AGAIN}")
        self.schema["properties"]["år"]["default"] = self.catalogue.council.year
        return self.schema

    def _goal(self, reference: str, goal: CouncilGoal) -> Schema:
        part = self.catalogue.board_parts.get(reference, BoardGoals())
        made = self._use(
            self.goal_use,
            f"under {reference} i {self.council_file} och {BOARD_FILE}",
            (*goal.indicators, *part.indicators),
            (*goal.activities, *part.activities),
        )
        by_id: dict[str, BoardGoal] = {}
        for board_goal in part.goals:
            if board_goal.id:
                by_id.setdefault(str(board_goal.id), board_goal)
        found = [(telling.board_goal(one), self._board_goal(one)) for one in by_id.values()]
        otherwise = f"Välj bland nämndmålen under {reference} i {self.board_file}. {AGAIN}"
        if not found:
            otherwise = f"Nämnden har inga mål under {reference} i {self.board_file}. {AGAIN}"
        made["properties"]["nämndmål"] = _titled(made["properties"]["nämndmål"], keyed(found, otherwise))
        return made

    def _board_goal(self, goal: BoardGoal) -> Schema:
        where = f"under nämndmålet {goal.id} i {self.board_file}"
        return self._use(self.board_goal_use, where, goal.indicators, goal.activities)

    def _use(
        self, general: Schema, where: str, indicators: Sequence[Indicator], activities: Sequence[Activity]
    ) -> Schema:
        """Return the schema of a goal that a unit takes over, with the rows that it can choose."""
        properties = dict(general["properties"])
        for key, what, choices in (
            ("indikatorer", "indikatorerna", telling.indicators(indicators)),
            ("aktiviteter", "aktiviteterna", telling.activities(activities)),
        ):
            otherwise = f"Välj bland {what} {where}. {AGAIN}"
            properties[key] = _selection(properties[key], choices, otherwise)
        return {**general, "type": ["object", "null"], "properties": properties}


def _selection(general: Schema, choices: Mapping[str, Choice], otherwise: str) -> Schema:
    """Return the schema of a selection with its choices; it is `alla`, a list, or for indicators a mapping too.

    Of several forms that do not fit, editors tell of the first: the mapping, whose keys are to be underlined.
    """
    forms = [_chosen(form, choices, otherwise) for form in general["anyOf"]]
    return {**general, "anyOf": forms[::-1]}


def _chosen(form: Schema, choices: Mapping[str, Choice], otherwise: str) -> Schema:
    if "items" in form:
        return {**form, "items": optional(one_of(choices.values(), otherwise))}
    if "additionalProperties" in form:
        return keyed([(choice, form["additionalProperties"]) for choice in choices.values()], otherwise)
    return {**form, "description": "Alla som finns under målet."}


def _titled(general: Schema, schema: Schema) -> Schema:
    return {key: general[key] for key in ("title", "description") if key in general} | schema
