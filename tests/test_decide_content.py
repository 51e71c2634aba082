"""What a document says: the same for texts that give the same document, and other for those that do not."""

from __future__ import annotations

import dataclasses
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.workspaces import UNIT, base_text, make_workspace
from vplan.deciding.content import content_of
from vplan.deciding.texts import as_meant, as_written
from vplan.diagnostics import Span
from vplan.document.anchors import Anchors
from vplan.document.prose import ProsePlace, convert
from vplan.model.prose import Prose
from vplan.project import Project
from vplan.source.tree import Scalar, Source

ALIKE = [
    ("Ett ord\noch ett till.", "Ett ord och ett till."),
    ("Ett *ord* och **två**.", "Ett _ord_ och __två__."),
    ("- ett\n- två", "* ett\n* två"),
    ("- ett\n- två", "-   ett\n-   två\n"),
    ("- ett\n\n- två", "- ett\n- två"),
    ("1. ett\n2. två", "1) ett\n2) två"),
    ("## Rubrik", "Rubrik\n---"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "|a|b|\n|:--|-----|\n|1|  2  |".replace(":--", "---")),
    ("> Citat\n> vidare", "> Citat vidare"),
    ("[ord](https://example.org)", "[ord][a]\n\n[a]: https://example.org"),
    ("    kod", "    kod\n\n"),
    ("Ett\n\n\n\ntvå", "Ett\n\ntvå"),
    ("a &amp; b", "a & b"),
]
OTHER = [
    ("Ett ord", "Ett ort"),
    ("Ett\n\ntvå", "Ett två"),
    ("Ett  \ntvå", "Ett två"),
    ("- ett\n- två", "- ett två"),
    ("- ett\n- två", "1. ett\n2. två"),
    ("1. ett", "2. ett"),
    ("- ett\n  - två", "- ett\n- två"),
    ("## Ett", "### Ett"),
    ("*ett*", "**ett**"),
    ("*ett*", "`ett`"),
    ("[a](#b)", "[a](#c)"),
    ("![a](b.png)", "![a](c.png)"),
    ("![a](b.png)", '![a](b.png "c")'),
    ("![a](b.png)", "![b](b.png)"),
    ("| a |\n|---|\n| 1 |", "| a |\n|--:|\n| 1 |"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 2 | |"),
    ("> Citat", "Citat"),
    ("> Citat\n> — Karin", "> Citat — Karin"),
    ("    a\n    b", "    a\n    b c"),
    ("```\na\nb\n```", "```\na b\n```"),
    ("a\n\n---\n\nb", "a\n\nb"),
    ("", "a"),
]


def prose(text: str) -> Prose:
    return Prose(Scalar.stand_in(Source("plan.yaml", text), Span("plan.yaml"), text))


def meant(text: str) -> str:
    return as_meant(prose(text)).text


def converted(text: str) -> Any:
    """Return the tree of a text, without the places of its parts and the space between the items of its lists."""

    def bare(value: Any) -> Any:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            names = [field.name for field in dataclasses.fields(value) if field.name not in ("span", "tight")]
            return type(value).__name__, {name: bare(getattr(value, name)) for name in names}
        if isinstance(value, tuple):
            return [bare(item) for item in value]
        return " ".join(value.split()) if isinstance(value, str) else value

    return bare(convert(prose(text), ProsePlace(2, Anchors())))


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_texts_that_say_the_same(one: str, other: str) -> None:
    assert meant(one) == meant(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_texts_that_say_something_else(one: str, other: str) -> None:
    assert meant(one) != meant(other)


PIECES = st.sampled_from(
    [
        *("ord", "två", " ", "\n", "\n\n", "  \n", "    ", "- ", "1. ", "> ", "## ", "---\n", "— "),
        *("*", "**", "`", "\\", "| ", "|---|\n", "[a](#b)"),
    ]
)


@given(st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=2, max_size=12, unique=True))
def test_what_says_the_same_gives_the_same_document(texts: list[str]) -> None:
    by_meaning: dict[str, list[str]] = {}
    for text in (*texts, *(text.replace("\n\n", "\n\n\n") for text in texts)):
        by_meaning.setdefault(meant(text), []).append(text)
    for group in by_meaning.values():
        for one, other in combinations(group, 2):
            assert converted(one) == converted(other), (one, other)


@given(st.lists(st.sampled_from(["ett", "två", "*tre*", "[fyra](#fyra)", "`fem`", "(sex),"]), min_size=2), st.data())
def test_a_paragraph_can_be_wrapped_anywhere(words: list[str], data: st.DataObject) -> None:
    breaks = data.draw(st.lists(st.sampled_from([" ", "\n", "  ", "\n  "]), min_size=len(words), max_size=len(words)))
    wrapped = "".join(word + end for word, end in zip(words, breaks, strict=True))
    lines = wrapped.strip().replace("  \n", "\n").split("\n")
    if all(not line.lstrip().startswith("*") for line in lines[1:]):
        assert meant("\n".join(lines)) == meant(" ".join(words))


def content(root: Path) -> tuple[dict[str, str], str]:
    project = Project.open(root)
    unit = next(unit for unit in project.layout.units() if unit.folder == UNIT)
    plan = project.check_unit(unit).plan
    assert plan is not None
    made = content_of(plan, root, as_written)
    return made.texts, made.sha256


def test_the_content_of_the_sound_plan(tmp_path: Path) -> None:
    texts, _ = content(make_workspace(tmp_path))
    goal = "mål/1/mål/1.7"
    own = f"{goal}/nämndmål/delaktiga/enhetsmål/snabba-svar"
    row = "ekonomi/budget/budget-2018/grupper/1/rader"
    expected = {
        "år": "2018",
        "plan/utgåva": "stockholm/2018",
        "plan/datum": "2018-01-12",
        "plan/handläggare/namn": "Test Person",
        "plan/förslag_till_beslut/text": "Nämnden godkänner planen.",
        "plan/bilagor/1": "Plan för internkontroll",
        "nämnd/namn": "Norra nämnden",
        f"{goal}/indikatorer/trygga/årsmål": "84 %",
        f"{own}/mål": "Vi svarar snabbt",
        f"{own}/aktiviteter/infora-jour/slut": "2018-05-31",
        f"{row}/personal/kostnader": "28800",
        f"{row}/~ordning": '["personal", "hyra", "ovrigt"]',
    }
    assert {path: texts.get(path) for path in expected} == expected
    assert f"{row}/ovrigt/kostnader" not in texts
    assert not any("/id" in path for path in texts)
    assert [path for path in texts if path.startswith("filer/")] == ["filer/bilder~1karta.png"]


def test_the_hash_of_a_content_never_changes(tmp_path: Path) -> None:
    """The same plan has this hash for ever: another one would break the decisions that stand (see `VERSION`)."""
    goals = base_text("mal").replace("            uppföljning: Svarstiderna gås igenom varje månad.\n", "")
    _, found = content(make_workspace(tmp_path, {f"{UNIT}/mal.yaml": goals}))
    assert found == "5924849d00d1df20ce1067b20ff437e94b8fdf4f05a8924579acd211c4deebe1"


def otherwise(line: str) -> str | None:
    """Return a line of a file with another value or other words; nothing where it holds a key, a list or a word."""
    key, _, value = line.partition(": ")
    if not line.strip() or line.endswith(":") or value in ("|", "alla", "tkr", "månad") or value[:1] == "[":
        return None
    if value.endswith("%"):
        return f"{key}: 1{value}"
    if value[-1:].isdigit():
        return line[:-1] + ("2" if value[-1] == "1" else "1")
    return f"{line}x"


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("plan", ["utgåva: stockholm/2018", '![Karta över området](bilder/karta.png "Området")']),
        ("mal", ["slut: 2018-05-31"]),
        ("ekonomi", []),
    ],
)
def test_every_value_of_the_files_is_in_the_content(tmp_path: Path, name: str, refused: list[str]) -> None:
    """Whatever word of a value is changed, the content is another, but where that makes no sound file."""
    root = make_workspace(tmp_path)
    before = content(root)[1]
    text = base_text(name)
    unsound = []
    for line, changed in [(line, otherwise(line)) for line in text.splitlines()]:
        if changed is None:
            continue
        (root / f"{UNIT}/{name}.yaml").write_text(text.replace(f"{line}\n", f"{changed}\n", 1), encoding="utf-8")
        project = Project.open(root)
        if project.check_unit(next(unit for unit in project.layout.units() if unit.folder == UNIT)).ok:
            assert content(root)[1] != before, line
        else:
            unsound.append(line.strip())
    assert unsound == refused
