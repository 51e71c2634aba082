"""Hostile input, huge, deep or built to make a careless program hang, gives findings or a document in bounded time."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from support.workspaces import UNIT, base_text, check_places, make_workspace, without_libyaml
from vplan.diagnostics import Diagnostic
from vplan.document import assemble
from vplan.document.tree import walk_sections
from vplan.project import Project
from vplan.report.text import render_text
from vplan.source import MAX_BYTES
from vplan.workspace import discover

SECONDS = 6.0  # the machine may be busy; what hangs takes minutes
PLAN, GOALS, ECONOMY, COUNCIL = (base_text(kind) for kind in ("plan", "mal", "ekonomi", "kf"))
CHAPTER = "    text: |\n      Inget.\n"
ROW = "          - rad: Övrigt\n"
WORD = "x" * 100_000


def prose(text: str) -> str:
    """Return the plan file with a text in its last chapter."""
    return PLAN.replace("      Inget.\n", "".join(f"      {line}\n" for line in text.split("\n")))


def value(style: str) -> str:
    """Return the plan file with the last chapter's text in another style."""
    return PLAN.replace(CHAPTER, f"    text: {style}\n")


def laughs(levels: int) -> str:
    names = [f"b{level}" for level in range(levels)]
    lines = [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip(["a", *names], names, strict=False)]
    return "a: &a [x, x]\n" + "".join(lines)


# name: (kind of file, its text, the rules that find something; none: a document is assembled)
CASES: dict[str, tuple[str, str, set[str]]] = {
    "file-too-large": ("plan", PLAN + "#" * MAX_BYTES, {"file-too-large"}),
    "one-scalar": ("plan", prose("Ord och text i en rad. " * 165_000), {"long-text"}),
    "one-scalar-in-lines": ("plan", prose("Ord och text i en rad.\n" * 120_000), {"long-text"}),
    "one-scalar-folded": ("plan", value(">-\n" + "      Ord och text i en rad.\n" * 130_000), {"long-text"}),
    "one-scalar-quoted": ("plan", value('"' + "ord <b> och " * 300_000 + '"'), {"long-text"}),
    "html-everywhere": ("plan", prose("<b>x</b> " * 10_000), {"html-in-prose", "long-sentence"}),
    "html-everywhere-folded": ("plan", value(">-\n" + "      Ord <b>och text</b> här.\n" * 3_000), {"html-in-prose"}),
    "html-everywhere-nfd": ("plan", prose("a\u0308 <b>x</b> " * 4_000), {"html-in-prose", "long-sentence"}),
    "links-everywhere": ("plan", prose("[a](x) " * 13_000), {"link-target", "long-sentence"}),
    "headings-everywhere": ("plan", prose("## a\n\n#### b\n\n" * 6_000), {"heading-level"}),
    "headings-the-same": ("plan", prose("## Samma\n\n" * 4_000), set()),
    "chapters-the-same": (
        "plan",
        PLAN.replace("avslutande_kapitel:\n", "avslutande_kapitel:\n" + "  - {rubrik: Samma, text: a}\n" * 3_000),
        set(),
    ),
    "unknown-keys": ("plan", PLAN + "".join(f"k{i}: v\n" for i in range(9_000)), {"unknown-key"}),
    "duplicate-keys": ("plan", PLAN + "till: a\n" * 9_000, {"duplicate-key"}),
    "keys-beyond-the-bound": ("plan", PLAN + "".join(f"k{i}: v\n" for i in range(100_000)), {"too-many-values"}),
    "items-beyond-the-bound": ("mal", "- \n" * 1_000_000, {"too-many-values"}),
    "dashes-before-an-error": ("plan", PLAN + "- " * 400_000, {"yaml-syntax"}),
    "keys-without-colons": ("plan", PLAN + "bilagor: {" + "a," * 15_000 + "}\n", {"too-many-values"}),
    "items-in-brackets": ("plan", PLAN + "bilagor: [" + "a," * 1_000_000 + "]\n", {"too-many-values"}),
    "rows": (
        "ekonomi",
        ECONOMY.replace(ROW, "".join(f"          - rad: R{i}\n            kostnader: 1\n" for i in range(3_000))),
        {"table-size", "sum-differs"},
    ),
    "sub-rows": (
        "ekonomi",
        ECONOMY.replace(ROW, ROW + "            underrader:\n" + "              - rad: R\n" * 6_000),
        {"table-size"},
    ),
    "rows-in-prose": ("plan", prose("| a | b |\n|---|---|\n" + "|1|2|\n" * 10_000), {"table-size"}),
    "rows-in-prose-without-lines": ("plan", prose("| a |\n|---|\n" + "1\n" * 10_000), {"table-size"}),
    "indicator-rows": (
        "mal",
        GOALS.replace("            indikatorer:\n", "            indikatorer:\n" + "              - namn: I\n" * 6_000),
        {"table-size", "duplicate-indicator", "missing-target"},
    ),
    "word": ("plan", prose(WORD), {"long-word"}),
    "word-in-title": ("plan", PLAN.replace("rubrik: Övrigt", f"rubrik: {WORD}"), {"long-word"}),
    "word-as-id": ("mal", GOALS.replace("id: snabba-svar", f"id: {WORD}"), {"bad-id"}),
    "word-as-key": ("plan", f"{PLAN}{WORD}: a\n", {"yaml-syntax"}),
    "word-as-number": ("ekonomi", ECONOMY.replace("28 800", "1" * 100_000), {"bad-number"}),
    "word-as-target": ("mal", GOALS.replace("95 %", "1" * 100_000 + " %"), {"unclear-target"}),
    "word-as-edition": ("plan", PLAN.replace("stockholm/2018", "a/" * 400 + "a"), {"unknown-edition"}),
    "number-of-groups": ("ekonomi", ECONOMY.replace("28 800", "1" + " 000" * 30_000), {"bad-number"}),
    "target-of-spaces-and-point": ("mal", GOALS.replace("95 %", "1 " * 50_000 + "."), {"unclear-target"}),
    "target-of-words": ("mal", GOALS.replace("95 %", "95 " + "abc " * 25_000 + "1"), {"unclear-target"}),
    "goal-number-of-points": ("kf", COUNCIL.replace("nr: 1.5", "nr: " + "1." * 50_000 + "x"), {"bad-number"}),
    "formula": (
        "ekonomi",
        ECONOMY.replace(
            "kostnader: Kostnader",
            "kostnader: Kostnader\n      n: {rubrik: N, beräknas: " + "kx + " * 20_000 + "kostnader}",
            1,
        ),
        {"bad-formula"},
    ),
    "brackets": ("plan", prose("[" * 50_000), {"long-word"}),
    "brackets-in-words": ("plan", prose("[ " * 20_000), set()),
    "open-links": ("plan", prose("[a](b " * 15_000), {"long-sentence"}),
    "open-pictures": ("plan", prose("![a " * 6_000), {"long-sentence"}),
    "stars": ("plan", prose("*" * 20_000), {"long-word"}),
    "stars-in-words": ("plan", prose("*a **b " * 10_000), {"long-sentence"}),
    "stars-in-stars": ("plan", prose("*a **b " * 1_000 + "c** d* " * 1_000), {"too-deep-prose", "long-sentence"}),
    "stars-in-a-table": ("plan", prose("| " + "*a _b " * 200 + "c_ d* " * 200 + "|\n|---|\n| x |"), {"too-deep-prose"}),
    "stars-ten-deep": ("plan", prose("*a **b " * 5 + "c** d* " * 5), set()),
    "link-in-ten-stars": ("plan", prose("*a " * 10 + "[c](https://example.org)" + " b*" * 10), {"too-deep-prose"}),
    "links-in-stars": ("plan", prose("*a **b " * 6 + "[c](https://example.org)" + " c** d*" * 6), {"too-deep-prose"}),
    "backticks": ("plan", prose(" ".join("e" + "`" * i for i in range(1, 400))), {"long-sentence"}),
    "nested-list": ("plan", prose("- " * 10_000 + "a"), {"too-deep-prose"}),
    "nested-quote": ("plan", prose("> " * 10_000 + "a"), {"too-deep-prose"}),
    "nested-quote-and-list": ("plan", prose("> - " * 5_000 + "a"), {"too-deep-prose"}),
    "open-tags": ("plan", prose("<a " * 30_000), {"long-sentence"}),
    "open-comments": ("plan", prose("<!-- " * 18_000), {"html-in-prose"}),
    "pipes": ("plan", prose("a | b\n---|---\n" * 3_000), {"table-size"}),
    "setext": ("plan", prose("a\n" * 25_000 + "==="), set()),
    "deep-brackets": ("plan", PLAN + "titel: " + "[" * 50_000, {"too-deep"}),
    "deep-braces": ("plan", PLAN + "titel: " + "{a: " * 50_000, {"too-deep"}),
    "deep-keys": ("plan", PLAN + "titel: " + "{" * 900 + "}" * 900, {"too-deep"}),
    "deep-question-marks": ("mal", "? " * 50_000 + "a", {"too-deep"}),
    "deep-dashes": ("mal", "- " * 100_000, {"too-deep"}),
    "deep-block": ("mal", "".join(" " * level + "a:\n" for level in range(1500)), {"too-deep"}),
    "deep-block-below-the-count": ("mal", "".join(" " * level + "-\n" for level in range(990)), {"too-deep"}),
    "deep-sub-rows": (
        "ekonomi",
        ECONOMY.replace(
            ROW,
            "".join("  " * i + "          - rad: R\n" + "  " * i + "            underrader:\n" for i in range(15))
            + "  " * 15
            + "          - rad: R\n",
        ),
        set(),
    ),
    "anchors": ("plan", PLAN + "titel:\n" + "".join(f"  - &a{i} x\n" for i in range(9_000)), {"anchor", "wrong-type"}),
    "aliases": ("plan", PLAN + "titel: &a b\nspråk:\n" + "  - *a\n" * 15_000, {"anchor", "alias", "wrong-type"}),
    "billion-laughs": ("plan", PLAN + laughs(30), {"anchor", "alias", "unknown-key"}),
    "tabs": ("plan", PLAN.replace("Inget", "\t" * 1_000_000), {"tab", "placeholder-text"}),
    "control-characters": (
        "plan",
        PLAN.replace("Inget", "\x01" * 1_000_000),
        {"control-character", "placeholder-text"},
    ),
    "colons": ("plan", PLAN + ": " * 20_000, {"yaml-syntax"}),
    "quotes": ("plan", PLAN + "titel: " + '"a" ' * 50_000, {"yaml-syntax"}),
    "blank-lines": ("plan", "\n" * 4_900_000, {"empty-file"}),
    "comments": ("plan", "#\n" * 1_000_000, {"empty-file"}),
    "quoted-lines": ("plan", PLAN + 'titel: "a\n' + "\n" * 500_000 + "x" * 2_000 + '"\n', {"long-word"}),
    "commas": ("plan", PLAN + "titel: [" + "1," * 15_000 + "]\n", {"decimal-comma-in-flow", "wrong-type"}),
    "unknown-ids": (
        "mal",
        GOALS.replace("[brukarrad]", "[" + ", ".join(f"brukarra{i}" for i in range(10_000)) + "]"),
        {"unknown-id"},
    ),
    "same-ids": ("mal", GOALS.replace("[brukarrad]", "[" + ", ".join(["brukarrad"] * 15_000) + "]"), {"duplicate-id"}),
    "unknown-board-goals": (
        "mal",
        "mål:\n  1.7:\n    nämndmål:\n" + "".join(f"      delaktig{i}:\n" for i in range(9_000)),
        {"unknown-board-goal"},
    ),
    "unknown-goals": ("mal", "mål:\n" + "".join(f'  "9.{i}":\n' for i in range(9_000)), {"unknown-goal"}),
}


def check(root: Path) -> tuple[list[Diagnostic], int]:
    """Check the unit, show the findings, and assemble its document; returns the findings and the count of sections."""
    project = Project.open(root)
    unit = next(unit for unit in project.layout.units() if unit.folder == UNIT)
    findings = project.catalogue_diagnostics([unit])
    checked = project.check_unit(unit)
    findings += checked.diagnostics
    render_text(findings, lambda file: (root / file).read_text(encoding="utf-8", errors="replace"))
    if not checked.ok or checked.plan is None:
        return findings, 0
    document = assemble(project.root, project.settings, checked.plan)[0].document
    return findings, len(list(walk_sections(document.sections)))


@pytest.mark.parametrize("name", CASES)
def test_hostile(name: str, tmp_path: Path) -> None:
    kind, text, rules = CASES[name]
    root = make_workspace(tmp_path, {kind: text})
    start = time.process_time()
    findings, sections = check(root)
    assert time.process_time() - start < SECONDS
    assert {finding.rule for finding in findings} == rules
    assert len(findings) <= 400
    assert rules or sections
    check_places(root, findings)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("deep-")])
def test_deep_without_libyaml(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_libyaml(monkeypatch)
    kind, text, rules = CASES[name]
    findings, _ = check(make_workspace(tmp_path, {kind: text}))
    assert {finding.rule for finding in findings} == rules


def test_text_of_many_lines_is_assembled_in_linear_time(tmp_path: Path) -> None:
    """Joining a paragraph's lines one by one once took minutes."""
    root = make_workspace(tmp_path, {"plan": prose("Det var 5 000 kr\n" * 5_500)})
    start = time.process_time()
    assert check(root)[1]
    assert time.process_time() - start < SECONDS


def test_many_names_that_are_no_utf_8_are_told_of_in_linear_time(tmp_path: Path) -> None:
    """Each name was once sought among the findings of all others."""
    root = make_workspace(tmp_path)
    folder = os.fsencode(root / UNIT)
    try:
        for number in range(6_000):
            os.close(os.open(os.path.join(folder, b"\xff%d" % number), os.O_CREAT))  # noqa: PTH118 - a path of bytes
    except OSError:
        pytest.skip("this system takes UTF-8 alone")
    start = time.process_time()
    assert len(discover(root).diagnostics) == 6_000
    assert time.process_time() - start < SECONDS
