"""The checks of pages see what is wrong: for each a page that has just that fault."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from support.node import node_program
from tools.web_check import Finding, MissingToolError, check_pages, table
from tools.web_print import squeeze

ROOT = Path(__file__).parent.parent
_FOLDER = TemporaryDirectory(prefix="vplan-faulty-")
LONG = "<p>Ett stycke som fyller sidan med text.</p>" * 60
WIDE = "<tr>" + "<td>Ett&nbsp;långt&nbsp;ord</td>" * 12 + "</tr>"
PAGE = """<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><title>Prov</title>
<style>
* {{ box-sizing: border-box }} body {{ font: 16px/1.5 sans-serif; color: #222222; background: #ffffff }}
.skip {{ position: absolute; top: -6rem; left: 8px }} .skip:focus {{ top: 8px }}
:focus-visible {{ outline: 3px solid #8a3a00 }} .wide {{ overflow-x: auto }}
@page {{ size: A4; margin: 25mm }} @media print {{ .skip, nav {{ display: none }} }}
{style}
</style></head>
<body><a class="skip" href="#main">Hoppa till innehållet</a>
<main id="main" tabindex="-1"><h1>Prov</h1>{body}</main></body></html>
"""
# name: (style, body, check that runs, column that tells, words of the finding)
FAULTS = {
    "pale": ("p { color: #aaaaaa }", "<p>Blekt</p>", "look", "axe", "color-contrast"),
    "pale-in-the-dark": (
        "@media (prefers-color-scheme: dark) { body { color: #444444; background: #000000 } }",
        "<p>Mörkt</p>", "look", "axe", "color-contrast",
    ),
    "pale-drawing": (
        "", '<svg width="200" height="40"><title>Bild</title><rect width="200" height="40" fill="#777777"/>'
        '<text x="9" y="25" fill="#999999">Svagt</text></svg>', "look", "axe", "in a drawing",
    ),
    "heading": ("", "<h4>För djupt</h4>", "look", "axe", "heading-order"),
    "too-wide": ("", '<div style="width: 700px">bred</div>', "look", "layout", "the page is"),
    "cut-off": (
        ".box { width: 12em; height: 1.6em; overflow: hidden; white-space: nowrap }",
        '<p class="box">Sjutton ord och fler som inte ryms</p>', "look", "layout", "cut off",
    ),
    "on-each-other": (
        ".box { height: 24px } .next { margin: 0 }",
        '<div class="box">Några ord som behöver mer plats än en rad när bokstäverna glesnar</div>'
        '<p class="next">och här ett annat stycke</p>', "look", "layout", "on each other",
    ),
    "no-outline": (
        ":focus-visible { outline: none }", '<p><a href="#main">länk</a></p>', "keyboard", "keyboard", "no outline",
    ),
    "covered": (
        ".lid { position: fixed; inset: 0 0 0 0; background: white }",
        '<p><a href="#main">länk</a></p><div class="lid"></div>', "keyboard", "keyboard", "covered",
    ),
    "order": (
        "", '<p><a href="#main">ett</a> <a href="#main" tabindex="2">två</a></p>',
        "keyboard", "keyboard", "came to stop",
    ),
    "unreachable": ("", f'<div class="wide"><table>{WIDE}</table></div>', "keyboard", "keyboard", "has no name"),
    "outline-cut": (
        ".box { overflow: auto; width: 9em } .box a { display: block }",
        '<div class="box"><a href="#main">länk</a></div>', "keyboard", "keyboard", "outline cut off",
    ),
    "nav-on-paper": (
        "@media print { nav { display: block !important } }", "<nav>Meny</nav>", "print", "print", "to the screen",
    ),
    "fold-on-paper": (
        "", "<details><summary>Mer</summary><p>Vikt</p></details>", "print", "print", "to the screen: <summary>Mer",
    ),
    "folded-on-paper": (
        "", "<details><summary><h2>Mer</h2></summary><p>Vikt</p></details>", "print", "print",
        "to the screen: <summary><h2>",
    ),
    "no-address": ("", '<p><a href="https://example.org/x">här</a></p>', "print", "print", "address of a link"),
    "cut-in-print": (
        "@media print { .box { height: 30px; overflow: hidden } }",
        f'<div class="box">{LONG}<p>Det sista ordet</p></div>', "print", "print", "not printed whole: “Det sista",
    ),
    "pale-on-paper": (
        "@media (prefers-color-scheme: dark) { body { color: #dddddd; background: #000000 } }",
        "<p>Ljust</p>", "print", "print", "on paper: “Ljust”",
    ),
    "no-margin": ("@page { margin: 0 }", "<p>Vid kanten</p>", "print", "print", "beyond the margin"),
    "no-head": (
        "thead { display: table-row-group }",
        "<table><thead><tr><th>Rubrik</th></tr></thead><tbody>"
        + "".join(f"<tr><td>Rad {n}</td></tr>" for n in range(90)) + "</tbody></table>",
        "print", "print", "without its head",
    ),
    "bad-html": ("", "<p><div>I ett stycke</div></p>", "nu", "nu", "No “p” element"),
}  # fmt: skip
SOUND = (
    "table { border-spacing: 0 }",
    '<p>Text och <a href="https://example.org/">example.org</a>.</p>'
    '<div class="wide" role="group" tabindex="0" aria-label="Bred tabell"><table><caption>Tabell</caption><thead><tr>'
    '<th scope="col">Rubrik</th></tr></thead><tbody><tr><td>Cell</td></tr></tbody></table></div>',
)


def write(name: str, style: str, body: str) -> Path:
    page = Path(_FOLDER.name) / f"{name}.html"
    page.write_text(PAGE.format(style=style, body=body), encoding="utf-8")
    return page


@cache
def findings(check: str) -> list[Finding]:
    """Return what a check finds on all pages with a fault that it is to see; they are looked at in one run."""
    node_program("playwright-core")
    pages = [write(name, style, body) for name, (style, body, run, _, _) in FAULTS.items() if run == check]
    pages.append(write("sound", *SOUND))
    try:
        return check_pages(pages, Path(_FOLDER.name), [check])
    except MissingToolError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("check", ["look", "keyboard", "print", "nu"])
def test_each_fault_is_seen_and_nothing_on_a_sound_page(check: str) -> None:
    found = findings(check)
    for name, (_, _, run, column, words) in FAULTS.items():
        if run == check:
            own = [f for f in found if f.page == f"{name}.html"]
            assert any(f.check == column and words in f.text for f in own), (name, own)
    assert [f for f in found if f.page == "sound.html"] == []
    if check == "look":
        only_dark = {f.state for f in found if f.page == "pale-in-the-dark.html" and "contrast" in f.text}
        assert only_dark == {f"{size}, dark" for size in ("1280 px", "320 px", "200 %")}
        spaced = {f.state for f in found if f.page == "on-each-other.html" and f.check == "layout"}
        assert "1280 px" not in spaced
        assert any("wide spacing" in state for state in spaced)


def test_the_command_tells_findings_as_data_and_fails(tmp_path: Path) -> None:
    node_program("playwright-core")
    write("bad-html", *FAULTS["bad-html"][:2]).rename(tmp_path / "bad.html")
    command = [sys.executable, "-m", "tools.web_check", str(tmp_path), "--checks", "nu", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        pytest.skip(done.stderr)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["pages"] == ["bad.html"]
    assert [finding["check"] for finding in told["findings"]] == ["nu"]


@pytest.mark.parametrize(
    ("arguments", "words"), [(["--checks", "look,nuu"], "--checks takes look,keyboard,print,nu"), ([], "no pages here")]
)
def test_the_command_does_not_end_well_without_looking_at_anything(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    command = [sys.executable, "-m", "tools.web_check", str(tmp_path), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, words in done.stderr) == (2, True)


def test_a_missing_browser_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match=r"Java is not here|Node\.js is not here"):
        check_pages([tmp_path / "x.html"], tmp_path)


def test_table_counts_by_page_and_column() -> None:
    found = [Finding("a.html", "axe", "", "x"), Finding("a.html", "axe", "", "y"), Finding("b.html", "nu", "", "z")]
    assert [line.split() for line in table(["a.html", "b.html"], found, ["axe", "nu"]).splitlines()] == [
        ["page", "axe", "nu"],
        ["a.html", "2", "0"],
        ["b.html", "0", "1"],
    ]


def test_what_lines_add_does_not_count_as_text() -> None:
    assert squeeze("för-\nvånad\u00ad och\u200b nöjd") == squeeze("förvånad och nöjd")
    assert squeeze("sade ”ja” till") == squeeze("sade ja till") != squeeze("sade nej till")
