"""The accessibility statement: its settings, its page, and the links to it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from build_fakes import Workspace
from support.pages import headings, parse, words
from support.sample_document import sample_document
from vplan.diagnostics import Diagnostic
from vplan.project import Project
from vplan.render.html import render_html
from vplan.render.index import render_index
from vplan.render.statement import render_statement, statement_link
from vplan.statement import Shortcoming, Statement, load

SETTINGS = """\
kommun: Söderby
tillgänglighet:
  webbplats: Planer i Söderby
  uppfyller: delvis
  bedömd: 2026-10-01
  uppdaterad: 2026-10-14
  metod: Vi har prövat sidorna själva.
  kontakt: {epost: tillganglighet@example.org}
  brister:
    - {brist: Kartan, skäl: krav, varför: Den är gammal.}
"""
STATEMENT = Statement(
    actor="Söderby <b>",
    service="Planer & mål",
    compliance="partial",
    shortcomings=(
        Shortcoming("failing", "Kartan kan inte läsas upp.", "Den är gammal.", "Ring oss."),
        Shortcoming("burden", "Filmen saknar text.", "Den visas sällan."),
        Shortcoming("exempt", "Handlingar från 1998.", "De är arkiverade."),
    ),
    assessed="2026-10-01",
    method="Vi har prövat sidorna själva.",
    updated="2026-10-14",
    email="tillganglighet@example.org",
    telephone="08-465 004 30",
    form="https://example.org/form?a=1&b=2",
    reply="inom två dagar",
)


def settings(folder: Path, text: str) -> tuple[Statement | None, list[Diagnostic]]:
    (folder / "plans").mkdir(exist_ok=True)
    (folder / "vplan.yaml").write_text(text, encoding="utf-8")
    project = Project.open(folder)
    found = [d for d in project.diagnostics if d.span.file == "vplan.yaml"]
    return project.settings.statement, found


def test_settings_make_a_statement(tmp_path: Path) -> None:
    statement, found = settings(tmp_path, SETTINGS)
    assert found == []
    assert statement == Statement(
        "Söderby", "Planer i Söderby", "partial", (Shortcoming("failing", "Kartan", "Den är gammal."),),
        "2026-10-01", "Vi har prövat sidorna själva.", "2026-10-14", "tillganglighet@example.org",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "kommun: Söderby\n", "tillgänglighet:\n"])
def test_without_settings_there_is_none(tmp_path: Path, text: str) -> None:
    assert settings(tmp_path, text) == (None, [])


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("kommun: Söderby\n", "", "accessibility-statement", 2),
        ("delvis", "helt", "accessibility-statement", 10),
        ("skäl: krav", "skäl: undantag", "accessibility-statement", 4),
        ("skäl: krav", "skäl: lathet", "bad-choice", 10),
        ("delvis", "", "empty-value", 4),
        ("2026-10-14", "2025-10-14", "accessibility-statement", 6),
        ("2026-10-14", "i går", "bad-date", 6),
        ("epost: tillganglighet@example.org", "telefon: 08-465 004 30", "accessibility-statement", 8),
        ("tillganglighet@example.org", "tillganglighet", "accessibility-statement", 8),
        ("epost: tillganglighet@example.org", "formulär: javascript:x.y", "accessibility-statement", 8),
        ("epost: tillganglighet@example.org", 'formulär: "https://exa mple.org"', "accessibility-statement", 8),
        ("epost: tillganglighet@example.org", "formulär: https://intranat/form", "accessibility-statement", 8),
        ("  kontakt: {epost: tillganglighet@example.org}\n", "", "missing-key", 3),
        ("  metod: Vi har prövat sidorna själva.\n", "", "missing-key", 3),
        ("metod", "method", "unknown-key", 7),
    ],
)
def test_what_the_law_asks_for_must_be_there(tmp_path: Path, old: str, new: str, rule: str, line: int) -> None:
    assert old in SETTINGS
    _, found = settings(tmp_path, SETTINGS.replace(old, new, 1))
    assert (rule, line) in [(d.rule, d.span.line) for d in found]


def test_demands_that_are_not_met_are_named(tmp_path: Path) -> None:
    statement, found = settings(tmp_path, SETTINGS.replace("delvis", "inte").replace("skäl: krav", "skäl: undantag"))
    assert statement is None
    assert [(d.rule, d.span.line) for d in found] == [("accessibility-statement", 4)]


def test_without_a_contact_there_is_none_and_that_is_told_of_once(tmp_path: Path) -> None:
    statement, found = settings(tmp_path, SETTINGS.replace("  kontakt: {epost: tillganglighet@example.org}\n", ""))
    assert statement is None
    assert [d.rule for d in found] == ["missing-key"]


@pytest.mark.parametrize("value", ["ja", "[1, 2]"])
def test_what_is_no_mapping_is_told_of_once(tmp_path: Path, value: str) -> None:
    statement, found = settings(tmp_path, f"tillgänglighet: {value}\n")
    assert statement is None
    assert [d.rule for d in found] == ["wrong-type"]


def test_the_actor_may_be_another_than_the_municipality(tmp_path: Path) -> None:
    statement, _ = settings(tmp_path, SETTINGS.replace("  webbplats", "  aktör: Bolaget AB\n  webbplats"))
    assert statement is not None
    assert statement.actor == "Bolaget AB"


def test_a_statement_survives_being_remembered() -> None:
    assert load(STATEMENT.dump()) == STATEMENT


def test_the_page_says_all_that_the_law_asks_for() -> None:
    root = parse(render_statement(STATEMENT))
    text = words(root)
    for part in (
        "Söderby <b>", "Planer & mål", "delvis förenlig", "2018:1937", "Kartan kan inte läsas upp.", "Den är gammal.",
        "I stället: Ring oss.", "12 §", "Filmen saknar text.", "9 §", "Handlingar från 1998.", "2026-10-01",
        "2026-10-14", "Vi har prövat sidorna själva.", "08-465 004 30", "svarar vi inom två dagar", "Digg",
    ):  # fmt: skip
        assert part in text, part
    links = [a.attrib["href"] for a in root.iter("a")]
    assert {"https://www.digg.se/tdosanmalan", "mailto:tillganglighet@example.org", STATEMENT.form} <= set(links)
    assert [level for level, _ in headings(root)] == [1, 2, 2, 3, 3, 3, 2, 2, 2]
    assert root.attrib["lang"] == "sv"


@pytest.mark.parametrize(
    ("compliance", "expected"),
    [("full", "helt förenlig"), ("partial", "delvis förenlig"), ("none", "inte förenlig")],
)
def test_compliance_has_the_words_of_the_law(compliance: str, expected: str) -> None:
    text = render_statement(load(STATEMENT.dump().replace('"partial"', f'"{compliance}"')))
    assert f"<strong>{expected}</strong>" in text


def test_full_compliance_knows_of_no_shortcoming_but_what_the_law_leaves_out(tmp_path: Path) -> None:
    text = SETTINGS.replace("delvis", "helt")
    for cause, faults in (("krav", 1), ("betungande", 1), ("undantag", 0)):
        statement, found = settings(tmp_path, text.replace("skäl: krav", f"skäl: {cause}"))
        assert [d.rule for d in found] == ["accessibility-statement"] * faults
    assert statement is not None
    page = words(parse(render_statement(statement)))
    assert "helt förenlig med lagens krav. Innehåll som inte är tillgängligt" in page
    bare = words(parse(render_statement(replace(statement, shortcomings=()))))
    assert "helt förenlig med lagens krav. Vi känner inte till några brister." in bare


def test_pages_link_to_it_in_their_own_language() -> None:
    index = parse(render_index([], "", "en", "tillganglighet.html"))
    assert [words(a) for a in index.iter("a") if a.attrib["href"] == "tillganglighet.html"] == [
        "Accessibility statement"
    ]
    page = parse(render_html(sample_document(), target="screen", assets="../", statement_href="../tillganglighet.html"))
    (link,) = [a for a in page.iter("a") if a.attrib["href"] == "../tillganglighet.html"]
    assert words(link) == "Tillgänglighetsredogörelse"
    finnish = statement_link("x", "fi")
    assert finnish is not None
    assert (finnish.text, finnish.lang) == ("Tillgänglighetsredogörelse", "sv")


def test_pages_without_one_have_no_link() -> None:
    assert statement_link("", "sv") is None
    assert "redogörelse" not in render_index([], "")


def test_a_build_makes_it_and_takes_it_away_with_its_settings(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.unit("ost/a")
    assert not space.build().has_statement
    assert "tillganglighet.html" not in space.files()
    space.write("vplan.yaml", "kommun: Staden\nwebbplats: planerna\n")
    assert space.build().has_statement
    assert space.read("tillganglighet.html") == "statement of planerna"
    assert '"tillganglighet.html"' in space.read("manifest.json")
    assert space.read("index.html").endswith("statement")
    assert space.build().built == []
    space.write("vplan.yaml", "kommun: Staden\n")
    assert space.build().removed == ["tillganglighet.html"]
    assert "tillganglighet.html" not in space.files()


def test_a_file_that_someone_else_wrote_is_left_alone(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.unit("ost/a")
    space.build()
    (space.site / "tillganglighet.html").write_text("theirs")
    space.write("vplan.yaml", "kommun: Staden\nwebbplats: planerna\n")
    assert "output-write" in [d.rule for d in space.build().diagnostics]
    assert space.read("tillganglighet.html") == "theirs"


@pytest.mark.parametrize(("text", "hints"), [("kommun: Söderby\n", 1), (SETTINGS, 0)])
def test_the_command_says_that_none_was_made(tmp_path: Path, text: str, hints: int, english: None) -> None:
    subprocess.run([sys.executable, "-m", "vplan.cli.main", "init", str(tmp_path)], check=True, capture_output=True)
    (tmp_path / "vplan.yaml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "vplan.cli.main", "build", "--format", "html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr.count("[no-accessibility-statement]") == hints
    assert (tmp_path / "site" / "tillganglighet.html").exists() == (not hints)


def test_a_check_without_one_does_not_pay_for_its_model() -> None:
    code = "import sys, vplan.project; print('vplan.model.accessibility' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
