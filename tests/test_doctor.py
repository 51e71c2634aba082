from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from support.workspaces import make_workspace
from vplan import doctor
from vplan.doctor import COMMANDS, commands_here, examine
from vplan.render import pdf
from vplan.render.pdf import PdfUnavailableError
from vplan.render.styles import FONT_FILES
from vplan.version import __version__

WITHOUT_PANGO = Path(__file__).parent / "support" / "without_pango"


def vplan(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vplan.cli.main", *args],
        cwd=cwd,
        env={**os.environ, "VPLAN_LANG": "en", **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def on_system(monkeypatch: pytest.MonkeyPatch, name: str, **release: str) -> None:
    def os_release() -> dict[str, str]:
        if not release:
            raise OSError
        return release

    monkeypatch.setattr(sys, "platform", name)
    monkeypatch.setattr(platform, "freedesktop_os_release", os_release)


def facts(report: doctor.Report) -> dict[str, doctor.Fact]:
    return {fact.name: fact for fact in report.facts}


def test_sound_installation_in_a_workspace(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    done = vplan("doctor", cwd=tmp_path / "plans" / "2018")
    assert done.returncode == 0, done.stdout + done.stderr
    found = dict(line[2:].split("  ", 1) for line in done.stdout.splitlines() if "  " in line[2:])
    found = {name: text.strip() for name, text in found.items()}
    assert found["vplan"] == __version__
    assert found["Python"].startswith(platform.python_version())
    assert found["WeasyPrint"].startswith("70.")
    assert found["PyYAML"].endswith(("with libyaml", "slowly"))
    assert found["Pango"].startswith("1.")
    assert found["HarfBuzz"][0].isdigit()
    assert found["Fonts"].startswith("8 of 8 in ")
    assert found["Workspace"] == str(tmp_path)
    assert found["Plans"].startswith("1 year, 1 board, ")
    assert done.stdout.endswith("Nothing is missing.\n")


def test_speaks_swedish(tmp_path: Path) -> None:
    done = vplan("doctor", cwd=tmp_path, VPLAN_LANG="sv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Arbetsyta" in done.stdout
    assert done.stdout.endswith("Inget saknas.\n")


def test_works_without_a_workspace(tmp_path: Path) -> None:
    done = vplan("doctor", cwd=tmp_path)
    assert done.returncode == 0
    assert "none here; “vplan init DIR” makes one" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the libraries are looked up by their names on Linux")
def test_without_pango_it_names_the_command(tmp_path: Path) -> None:
    done = vplan("doctor", cwd=tmp_path, PYTHONPATH=str(WITHOUT_PANGO))
    assert (done.returncode, done.stderr) == (1, "")
    assert "! Pango            missing" in done.stdout
    assert "No PDF can be made. Missing: pango-1.0, pangoft2-1.0." in done.stdout
    for _, command in commands_here():
        assert command in done.stdout
    assert "Nothing is missing" not in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the libraries are looked up by their names on Linux")
def test_without_pango_html_is_built_and_the_missing_pdf_is_told(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    done = vplan("build", "plans/2018/norr/hemtjanst", cwd=tmp_path, PYTHONPATH=str(WITHOUT_PANGO))
    assert "No PDF was made: " in done.stderr
    assert "pango-1.0" in done.stderr
    assert "vplan doctor" in done.stderr
    assert "Traceback" not in done.stderr
    unit = tmp_path / "site" / "2018" / "norr" / "hemtjanst"
    assert (unit / "plan.html").is_file()
    assert not (unit / "plan.pdf").exists()
    assert "plan.pdf" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("english")
def test_missing_font_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "fonts_dir", lambda: tmp_path)
    monkeypatch.setattr(pdf, "fonts_dir", lambda: tmp_path)
    pdf.prepare.cache_clear()
    for name in FONT_FILES[1:]:
        (tmp_path / name).touch()
    report = examine(tmp_path)
    assert [problem.sentence for problem in report.problems] == [f"Fonts are missing: {FONT_FILES[0]}."]
    assert not facts(report)["Fonts"].good
    assert facts(report)["WeasyPrint"].good


@pytest.mark.usefixtures("english")
def test_weasyprint_that_cannot_be_loaded_for_another_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepare() -> None:
        raise PdfUnavailableError((), "it is broken")

    monkeypatch.setattr(pdf, "prepare", prepare)
    report = examine(tmp_path)
    assert [problem.sentence for problem in report.problems] == ["No PDF can be made: it is broken"]
    assert not facts(report)["WeasyPrint"].good


@pytest.mark.usefixtures("english")
def test_harfbuzz_subset_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "prepare", lambda: None)
    monkeypatch.setattr(doctor, "missing_libraries", lambda: ("harfbuzz-subset",))
    monkeypatch.setattr(doctor, "_load", lambda name: None)
    report = examine(tmp_path)
    assert [p.sentence for p in report.problems] == [
        "PDFs become larger than they need to be. Missing: harfbuzz-subset."
    ]
    assert facts(report)["WeasyPrint"].good
    assert not facts(report)["HarfBuzz-Subset"].good


@pytest.mark.usefixtures("english")
def test_workspace_with_broken_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "prepare", lambda: None)
    (tmp_path / "vplan.yaml").write_text("kommun: [", encoding="utf-8")
    report = examine(tmp_path)
    assert [problem.commands for problem in report.problems] == [(("vplan", "vplan check"),)]


@pytest.mark.parametrize(
    ("name", "release", "systems"),
    [
        ("linux", {"ID": "debian"}, ["Debian, Ubuntu"]),
        ("linux", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, ["Debian, Ubuntu"]),
        ("linux", {"ID": "fedora"}, ["Fedora"]),
        ("linux", {"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, ["Fedora"]),
        ("linux", {"ID": "arch"}, list(COMMANDS)),
        ("linux", {}, list(COMMANDS)),
        ("darwin", {}, ["macOS"]),
        ("win32", {}, ["Windows"]),
    ],
)
def test_command_of_the_system(
    name: str, release: dict[str, str], systems: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_system(monkeypatch, name, **release)
    assert commands_here() == tuple((system, COMMANDS[system]) for system in systems)


def test_command_for_debian_names_the_three_packages() -> None:
    assert COMMANDS["Debian, Ubuntu"].split()[-3:] == ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
