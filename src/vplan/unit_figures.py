"""A unit's figures from data: read with their CSV files and put together, without drawing any; and what is wrong.

Only what concerns the figures among themselves and the unit's files is looked at here; `vplan.figures.assemble` judges
the data, and whether a text shows a figure is for `vplan.rules.links` to say.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.diagnostics import Diagnostic, Message, Related, Severity, Span, has_errors, msg
from vplan.figures.assemble import assemble
from vplan.figures.csv_table import MAX_BYTES, CsvTable, parse_csv
from vplan.model.base import nearest, respelt
from vplan.model.values import Amount, one_line
from vplan.opening import LinkError, read_bytes
from vplan.oserrors import reason

if TYPE_CHECKING:
    from vplan.figures.data import Figure, Occasion
    from vplan.link import LinkedIndicator
    from vplan.model import figure as model

MAX_FIGURES = 100
_SHORT = 80


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """A figure as it is written, and what can be drawn of it; None when nothing can, which a finding tells."""

    written: model.Figure
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class FigurePlaces:
    """Where a unit's figures take what they name: its folder and files, and the indicators of its plan by id.

    `indicators` is None for an application, which has none; so is `activities`, those of the plan within its year.
    `year` is the document's, 0 when it is not known.
    """

    root: Path
    folder: str
    files: Sequence[str]
    indicators: Mapping[str, LinkedIndicator] | None = None
    activities: Sequence[Occasion] | None = None
    year: int = 0


def put_together(
    written: Iterable[model.Figure], places: FigurePlaces
) -> tuple[dict[str, UnitFigure], list[Diagnostic]]:
    """Return the figures by their ids, and the findings; of two with one id the first is kept."""
    found: list[Diagnostic] = []
    figures: dict[str, UnitFigure] = {}
    for number, figure in enumerate(written, 1):
        if number > MAX_FIGURES:
            message = msg("The document has more than {limit} figures.", limit=MAX_FIGURES)
            hint = msg("Those from here on are not drawn; remove some.")
            found.append(Diagnostic("figure-size", Severity.ERROR, figure.place, message, hint))
            break
        name = str(figure.id)
        drawable = _drawable(figure, places, found)
        if name in figures:
            found.append(_double(figure, figures[name].written))
        elif name.strip():
            figures[name] = UnitFigure(figure, drawable)
    return figures, found


def unused(figures: Mapping[str, UnitFigure], shown: Mapping[str, Sequence[Span]]) -> list[Diagnostic]:
    """Return a finding for each figure that no text shows, and for each place that shows one again."""
    found = []
    for name, figure in figures.items():
        places = shown.get(name, ())
        if not places:
            message = msg("No text shows the figure “{id}”.", id=name)
            hint = msg("Write ![](#figur-{id}) on a line of its own where it is to stand.", id=name)
            found.append(Diagnostic("unused-figure", Severity.WARNING, figure.written.span("id"), message, hint))
        for place in places[1:]:
            message = msg("The figure “{id}” is shown a second time.", id=name)
            hint = msg("Refer to it instead: [](#figur-{id}).", id=name)
            first = Related(places[0], msg("It stands here the first time."))
            found.append(Diagnostic("figure-twice", Severity.WARNING, place, message, hint, (first,)))
    return found


def _double(figure: model.Figure, first: model.Figure) -> Diagnostic:
    name = str(figure.id)
    where = Related(first.span("id"), msg("“{key}” stands here the first time.", key=name))
    message = msg("The id “{id}” stands here a second time.", id=name)
    return Diagnostic(
        "duplicate-id", Severity.ERROR, figure.span("id"), message, msg("Give one of them another id."), (where,)
    )


def _drawable(written: model.Figure, places: FigurePlaces, found: list[Diagnostic]) -> Figure | None:
    """Return what can be drawn of a figure, with the values of the indicator or the CSV file that it names."""
    table = None
    if written.data.strip():
        table, problem = _csv(written, places)
        if problem is not None:
            found.append(Diagnostic("figure-file", Severity.ERROR, written.span("data"), *problem))
        found += table.diagnostics if table is not None else ()
    elif written.indicator.strip():
        name = one_line(written.indicator)
        indicator = (places.indicators or {}).get(name)
        if indicator is None:
            found.append(_unknown_indicator(written, name, places.indicators or {}))
            return None
        written = _of_indicator(written, indicator)
    activities: Sequence[Occasion] = ()
    if written.activities and places.activities is None:
        message = msg("An application has no activities of its own.")
        hint = msg("Write what happens under “poster”.")
        found.append(Diagnostic("figure-data", Severity.ERROR, written.span("activities"), message, hint))
    elif written.activities:
        activities = places.activities or ()
    made = assemble(written, table, activities=activities, year=places.year)
    if made.figure is not None or table is None or not has_errors([*table.diagnostics]):
        found += made.diagnostics  # else the file's own faults say why there is nothing to draw
    return made.figure


def _csv(figure: model.Figure, places: FigurePlaces) -> tuple[CsvTable | None, tuple[Message, Message] | None]:
    source = figure.data.strip()
    path = posixpath.normpath(f"{places.folder}/{source}")
    inside = msg("Put the file in the unit's folder, for instance in data/, and write its path from there.")
    if source.startswith(("/", "\\")) or not path.startswith(f"{places.folder}/"):
        return None, (msg("The file “{path}” lies outside the unit's folder.", path=source[:_SHORT]), inside)
    if path not in places.files:
        near = nearest(path, [file for file in places.files if file.lower().endswith(".csv")])
        hint = msg("Did you mean “{near}”?", near=near[0].removeprefix(f"{places.folder}/")) if near else inside
        return None, (msg("The file “{path}” is not there.", path=source[:_SHORT]), hint)
    if path.lower().endswith((".xlsx", ".xls", ".ods", ".yaml")):
        hint = msg("Save it as “CSV UTF-8”, and name that file.")
        return None, (msg("“{path}” is no CSV file.", path=source[:_SHORT]), hint)
    try:
        data = read_bytes(places.root, path, MAX_BYTES + 1)
    except LinkError:
        hint = msg("Put the file or folder itself there.")
        return None, (msg("“{path}” is a symbolic link, which is not followed.", path=path), hint)
    except OSError as error:
        hint = msg("See that the file is there and that you may read it.")
        return None, (msg("The file cannot be read: {reason}.", reason=reason(error)), hint)
    return parse_csv(data, path), None


def _unknown_indicator(figure: model.Figure, name: str, known: Iterable[str]) -> Diagnostic:
    near = nearest(name[:_SHORT], known)
    hint = msg("Did you mean “{near}”?", near=near[0]) if near else msg("Write its values under “utfall” instead.")
    message = msg("The document has no indicator “{id}”.", id=name[:_SHORT])
    return Diagnostic(
        "figure-data", Severity.ERROR, figure.span("indicator"), message, hint, fix=respelt(figure.indicator, known)
    )


def _of_indicator(figure: model.Figure, indicator: LinkedIndicator) -> model.Figure:
    """Return the figure with an indicator's values; what is written in the figure itself comes before them."""
    target = indicator.target
    taken: dict[str, object] = {}
    if not figure.has("history"):
        taken["history"] = indicator.history
    if not figure.has("target") and target.number is not None:
        taken["target"] = Amount(target.text, target.number)
    if not figure.has("better"):
        taken["better"] = indicator.row.better
    if not figure.has("unit") and target.unit:
        taken["unit"] = type(target.text).made_from(target.text, target.unit)
    return figure.model_copy(update=taken)


def by_id(indicators: Iterable[LinkedIndicator]) -> dict[str, LinkedIndicator]:
    """Return the indicators that have an id; of two the first."""
    found: dict[str, LinkedIndicator] = {}
    for linked in indicators:
        if linked.row.id.strip():
            found.setdefault(str(linked.row.id), linked)
    return found
