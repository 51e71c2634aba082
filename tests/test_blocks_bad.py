"""Blocks in prose, used wrongly or with ill will, in every kind of text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.pages import parse, words
from support.workspaces import PLACES, UNIT, base_text, findings_in, make_workspace
from vplan.diagnostics import Diagnostic
from vplan.document import assemble
from vplan.project import Project
from vplan.render.html import render_html

AWARD = {"utgåva": "kvalitetsutmarkelsen/2018", "enhet": "Hemtjänsten", "inledning": "Vi.", "svar": {"1": "Vi."}}
TABLE = "| a |\n|---|\n| 1 |\n"
Set = Callable[[Any, str], object]


def _chapter(data: Any, text: str) -> object:
    return data["avslutande_kapitel"][0].update(text=text)


def _point(data: Any, text: str) -> object:
    return data.update({"förslag_till_beslut": {"text": "Nämnden", "punkter": ["godkänner planen", text]}})


def _unit_goal(data: Any, text: str) -> object:
    return next(_goals(data["mål"], "enhetsmål")).update({"arbetssätt": text})


def _goals(data: Any, key: str) -> Any:
    if isinstance(data, dict):
        for name, value in data.items():
            if name == key:
                yield from (item for item in value if isinstance(item, dict))
            yield from _goals(value, key)
    elif isinstance(data, list):
        for item in data:
            yield from _goals(item, key)


OWN: dict[str, tuple[str, Set]] = {
    "chapter": ("plan", _chapter),
    "proposal": ("plan", lambda data, text: data.update({"förslag_till_beslut": text})),
    "decision": ("plan", _point),
    "unit goal": ("mal", _unit_goal),
    "economy": ("ekonomi", lambda data, text: data.update({"resursanvändning": text})),
    "before a budget": ("ekonomi", lambda data, text: data["budget"][0].update(text=text)),
    "introduction": ("kvalitetsutmarkelse", lambda data, text: data.update(inledning=text)),
    "answer": ("kvalitetsutmarkelse", lambda data, text: data["svar"].update({"1": text})),
}
PARENTS: dict[str, tuple[str, Set]] = {
    "board": ("namnd", lambda data, text: next(iter(data["mål"].values()))[0].update(beskrivning=text)),
    "council": ("kf", lambda data, text: data["inriktningsmål"][0].update(beskrivning=text)),
}


def workspace(root: Path, place: str, text: str) -> Path:
    kind, put = {**OWN, **PARENTS}[place]
    award = kind == "kvalitetsutmarkelse"
    data = yaml.load(yaml.safe_dump(AWARD) if award else base_text(kind), Loader=yaml.BaseLoader)
    put(data, text)
    return make_workspace(root, {kind: yaml.safe_dump(data, allow_unicode=True, sort_keys=False, default_style='"')})


def told_of(root: Path, place: str) -> list[Diagnostic]:
    """Return the errors in the file of a place."""
    file = PLACES[{**OWN, **PARENTS}[place][0]]
    return [d for d in findings_in(root) if d.span.file == file and d.severity.value == "error"]


WRONG = {
    "misspelt": ("Se [](#inledningg).", "#inledningg", "link-target"),
    "to nothing, with words": ("Se [den](#ingenting).", "#ingenting", "link-target"),
    "to nothing, in an example": ("> **Exempel:** Se [den](#ingenting).", "#ingenting", "link-target"),
    "to nothing, in a table": ("| a | b |\n|---|---|\n| 1 | [x](#ingenting) |", "#ingenting", "link-target"),
    "to nothing, in a note": ("| a |\n|---|\n| 1 |\n\n\\* Se [x](#ingenting)", "#ingenting", "link-target"),
    "to another document": ("Se [planen](../annan/plan.html#inledning).", "../annan/plan.html", "link-target"),
    "to bare sign": ("Se [dit](#).", "#", "link-target"),
    "figure of nobody": ("![](#figur-ingen)", "#figur-ingen", "link-target"),
    "caption alone": ("**Tabell:** Svar {#tabell-x}\n\nText.", "{#tabell-x}", "table-caption"),
    "caption twice": (
        f"**Tabell:** A {{#tabell-x}}\n\n{TABLE}\n**Tabell:** B {{#tabell-x}}\n\n{TABLE}",
        "{#tabell-x}",
        "table-caption",
    ),
    "script in an example": ("> **Exempel:** <script>a()</script>", "<script>", "html-in-prose"),
    "picture in an example": ("> **Exempel:** a\n>\n> ![Karta](bilder/karta.png)", "bilder/karta.png", "picture-file"),
    "turned letters": ("> **Exempel:** \u202eabc x", "\u202e", "hidden-character"),
    "nested too deep": ("\n".join(f"{'> ' * n}**Exempel:** a\n{'> ' * n}" for n in range(1, 9)), "", "too-deep-prose"),
}


@pytest.mark.parametrize("place", OWN)
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_an_error_at_its_place_in_every_text_of_a_unit(name: str, place: str, tmp_path: Path) -> None:
    text, sign, rule = WRONG[name]
    root = workspace(tmp_path, place, text)
    (found,) = told_of(root, place)
    assert found.rule == rule
    line = (root / found.span.file).read_text(encoding="utf-8").splitlines()[found.span.line - 1]
    assert line[found.span.column - 1 :].startswith(sign)


@pytest.mark.parametrize("place", PARENTS)
def test_a_reference_to_nothing_in_a_text_from_above_is_found_where_it_stands(place: str, tmp_path: Path) -> None:
    root = workspace(tmp_path, place, "Se [målet](#mal-1-7) och [den](#ingenting).")
    (found,) = told_of(root, place)
    line = (root / found.span.file).read_text(encoding="utf-8").splitlines()[found.span.line - 1]
    assert found.rule == "link-target"
    assert line[found.span.column - 1 :].startswith("#ingenting")


@pytest.mark.parametrize("place", PARENTS)
@pytest.mark.parametrize(
    "text",
    [
        "Se [](#inledning).",
        "![](#figur-x)",
        "> **Exempel:** <b>",
        "![Karta](bilder/karta.png)",
        "{#tabell-x} {#tabell-x}",
    ],
)
def test_the_boards_and_the_councils_texts_are_judged_in_their_own_files(place: str, text: str, tmp_path: Path) -> None:
    assert len(told_of(workspace(tmp_path, place, text), place)) == 1


ODD = {
    "not closed": ("> **Exempel: Fru Holm\n> ringer", "blockquote", "**Exempel: Fru Holm"),
    "words after it": ("> **Exempel:** Fru Holm\nringer\n\nSlut.", "div", "Exempel Fru Holm ringer"),
    "in itself": ("> **Exempel:** Ett\n>\n> > **Exempel:** Två", "div", "Exempel Ett Exempel Två"),
    "in a list": ("- punkt\n\n  > **Exempel:** Fru Holm\n\n- två", "div", "Exempel Fru Holm"),
    "nothing in it": ("> **Exempel:**", "div", "Exempel"),
    "source alone": ("> — Karin", "blockquote", ""),
    "star alone": ("\\* Not utan tabell", "p", "* Not utan tabell"),
    "code": ("`> **Exempel:** [](#ingenting)`", "code", "> **Exempel:** [](#ingenting)"),
}


@pytest.mark.parametrize("place", OWN)
def test_what_is_odd_is_shown_as_it_stands(place: str, tmp_path: Path) -> None:
    for name, (text, tag, shown) in ODD.items():
        root = workspace(tmp_path, place, text)
        assert told_of(root, place) == [], name
        project = Project.open(root)
        check = project.check_unit(next(unit for unit in project.layout.units() if unit.folder == UNIT))
        award = place in ("introduction", "answer")
        (linked,) = [document for document in check.documents if (document is check.award) == award]
        for made in assemble(project.root, project.settings, linked):
            page = parse(render_html(made.document, target="screen"))
            assert any(words(element).startswith(shown) for element in page.iter(tag)), name
