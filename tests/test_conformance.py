"""`make conformance`: a row for each document, and an end with 1 for whatever fails or was not looked at."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.conformance import __main__ as conformance
from tools.conformance.verapdf import Finding
from tools.repository import ROOT

PAGES = "2018/a/plan.html\t0\t0\nindex.html\t0\t0\n"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let the build give a PDF and two pages, which validators find nothing wrong with; return where they are asked."""

    def build(folder: Path) -> bool:
        for name in ("2018/a/plan.pdf", "2018/a/plan.html", "index.html"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
        return True

    monkeypatch.setattr(conformance, "build", build)
    monkeypatch.setattr(conformance, "missing", lambda: "")
    let_verapdf_say(monkeypatch, "ua1", "3a")
    let_pages_be(monkeypatch, tmp_path, PAGES)
    return tmp_path


def let_verapdf_say(monkeypatch: pytest.MonkeyPatch, *profiles: str, fails: str = "") -> None:
    def validate(files: Sequence[Path]) -> list[Finding]:
        return [
            Finding(str(f), p, p != fails, ("7.1: no title",) if p == fails else ()) for f in files for p in profiles
        ]

    monkeypatch.setattr(conformance, "validate", validate)


def let_pages_be(monkeypatch: pytest.MonkeyPatch, folder: Path, lines: str, code: int = 0) -> None:
    program = folder / "web-check"
    program.write_text(f"#!{sys.executable}\nprint({lines!r}, end='')\nraise SystemExit({code})\n")
    program.chmod(0o755)
    monkeypatch.setattr(conformance, "WEB_CHECK", program)


def test_every_document_has_a_row(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert conformance.main() == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line]
    assert rows == [
        ["veraPDF", "ua1", "veraPDF", "3a", "axe", "Nu"],
        ["2018/a/plan", "ok", "ok", "0", "0"],
        ["index", "–", "–", "0", "0"],
    ]


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_a_claim_that_is_not_met_fails(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], profile: str
) -> None:
    let_verapdf_say(monkeypatch, "ua1", "3a", fails=profile)
    assert conformance.main() == 1
    assert f"2018/a/plan: {profile}: 7.1: no title" in capsys.readouterr().out


@pytest.mark.parametrize("counts", ["1\t0", "0\t1"])
def test_a_page_with_a_finding_fails(site: Path, monkeypatch: pytest.MonkeyPatch, counts: str) -> None:
    let_pages_be(monkeypatch, site, PAGES.replace("index.html\t0\t0", f"index.html\t{counts}"))
    assert conformance.main() == 1


def test_what_was_not_looked_at_fails_and_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    let_verapdf_say(monkeypatch, "ua1")
    let_pages_be(monkeypatch, site, "index.html\t0\t0\n")
    assert conformance.main() == 1
    told = capsys.readouterr().err
    assert "veraPDF said nothing of 2018/a/plan.pdf." in told
    assert "web-check said nothing of 2018/a/plan." in told


def test_a_page_check_that_ends_badly_fails(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let_pages_be(monkeypatch, site, PAGES, code=1)
    assert conformance.main() == 1


def test_a_missing_validator_fails_and_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(conformance, "missing", lambda: "a Java development kit")
    monkeypatch.setattr(conformance, "WEB_CHECK", ROOT / "no-such-program")
    assert conformance.main() == 1
    told = capsys.readouterr().err
    assert "veraPDF was not asked. Missing: a Java development kit." in told
    assert "no-such-program is not there" in told


def test_a_build_that_fails_fails(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conformance, "build", lambda _: False)
    assert conformance.main() == 1
