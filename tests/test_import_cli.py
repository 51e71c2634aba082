"""`vplan import` from a file to a workspace: what is written, what is refused, and what is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from vplan.building.files import write as write_file
from vplan.cli.main import cli
from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.importing.outcome import Outcome
from vplan.importing.run import import_files
from vplan.importing.target import TargetError, target_folder
from vplan.importing.words import forms
from vplan.project import Project

pytestmark = pytest.mark.usefixtures("english")

PLAN = """
Enheten Björken

Tjänsteutlåtande
Dnr: 2018-11-1.1
Sid 1 (6)
2018-02-01

Handläggare
Vera Exempel
Telefon: 08-465 004 01

Till
Enheten Björken

Verksamhetsplan {year} för Enheten {unit}

Innehållsförteckning

Inledning\t3
1. Ett Ektorp som håller samman\t4
1.1 Alla barn lär sig simma\t4

Inledning

Enheten {unit} i Ektorps stadsdelsnämnd har ansvar för stadens simhallar och badplatser.

KF:s inriktningsmål:

1. Ett Ektorp som håller samman

KF:s mål för verksamhetsområdet:

1.1 Alla barn lär sig simma

Nämndmål:

Nämndens badhus är öppna för alla

Förväntat resultat

Fler barn besöker badhusen.

Indikator\tÅrsmål\tKF:s årsmål\tPeriodicitet
Andel barn som kan simma\t{target} %\t90 %\tÅr

Enhetsmål:

{goal}

Förväntat resultat

Barnen är trygga i vattnet.

Arbetssätt

Vi ger simskola varje vecka.
{extra}
"""


def plan(folder: Path, name: str = "plan.txt", **values: str) -> Path:
    filled = {"year": "2018", "unit": "Björken", "target": "85", "goal": "Vi lär alla att simma", "extra": "", **values}
    path = folder / name
    path.write_text(PLAN.format(**filled), encoding="utf-8")
    return path


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def imported(*files: Path, to: Path, dry_run: bool = False) -> list[Outcome]:
    outcomes = import_files(files, to, dry_run=dry_run)
    assert not [outcome.crash for outcome in outcomes if outcome.crash]
    return outcomes


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., click.testing.Result]:
    """Run the command line in an empty folder; a usage error is raised."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    def invoke(*args: str | Path) -> click.testing.Result:
        result = CliRunner().invoke(cli, ["import", *map(str, args)], standalone_mode=False)
        if result.exception is not None:
            raise result.exception
        return result

    return invoke


# --- what is written ------------------------------------------------------------------------------------------------


def test_a_plan_becomes_a_workspace_that_passes_the_check(tmp_path: Path) -> None:
    (outcome,) = imported(plan(tmp_path), to=tmp_path / "w")
    assert outcome.ok, outcome
    assert outcome.folder == "plans/2018/ektorp/" + outcome.unit.rpartition("/")[2]
    files = tree(tmp_path / "w")
    assert set(outcome.written) == set(files)
    assert {"vplan.yaml", "plans/2018/kf.yaml", "plans/2018/ektorp/namnd.yaml"} <= set(files)
    assert {f"{outcome.folder}/plan.yaml", f"{outcome.folder}/mal.yaml"} <= set(files)
    figures = {str(label): number for label, number in outcome.figures}
    assert (figures["directions"], figures["council goals"], figures["board goals"], figures["unit goals"]) == (
        1,
        1,
        1,
        1,
    )
    assert (figures["indicators"], figures["chapters"]) == (1, 1)
    assert figures["words"] == len(PLAN.format(year=1, unit=2, target=3, goal="a b c d e", extra="").split())


def test_every_word_is_in_the_files_or_in_a_list(tmp_path: Path) -> None:
    source = plan(tmp_path, extra="\nEtt stycke utan plats\n\nFigur 7: oväntat\tett\ttvå\n")
    (outcome,) = imported(source, to=tmp_path / "w")
    written = "\n".join(data.decode() for name, data in tree(tmp_path / "w").items() if name.startswith("plans/"))
    told = " ".join(left.text for left in (*outcome.left_out, *outcome.made))
    assert not set(forms(source.read_text("utf-8"))) - set(forms(written)) - set(forms(told))


def test_a_guess_names_the_line_in_the_file(tmp_path: Path) -> None:
    (outcome,) = imported(plan(tmp_path), to=tmp_path / "w")
    for note in outcome.guesses:
        if note.file:
            lines = (tmp_path / "w" / note.file).read_text("utf-8").split("\n")
            assert 1 <= note.line <= len(lines)


def test_guesses_stand_by_weight_each_with_its_own_line(tmp_path: Path) -> None:
    passage = "Vi har öppet varje dag, och på kvällarna tar vi emot simskolor från hela staden."
    text = f"\nBadhusens öppettider\n\n{passage}\n"
    source = plan(tmp_path)
    plan_text = source.read_text("utf-8").replace("i Ektorps stadsdelsnämnd ", "")
    plan_text = plan_text.replace("badplatser.\n", f"badplatser.\n{text}{text.replace('Badhusens', 'Bryggornas')}")
    source.write_text(plan_text, encoding="utf-8")
    (outcome,) = imported(source, to=tmp_path / "w")
    lines = [
        (tmp_path / "w" / note.file).read_text("utf-8").splitlines()[note.line - 1].strip() for note in outcome.guesses
    ]
    assert lines == ["namn: Nämnden", "## Badhusens öppettider", "## Bryggornas öppettider"]


def test_a_second_file_adds_to_the_goals_of_the_first(tmp_path: Path) -> None:
    first = plan(tmp_path)
    second = plan(tmp_path, "b.txt", unit="Granen", target="80", goal="Vi håller öppet på kvällar")
    outcomes = imported(first, second, to=tmp_path / "w")
    assert [outcome.ok for outcome in outcomes] == [True, True]
    assert len({outcome.folder for outcome in outcomes}) == 2
    council = (tmp_path / "w/plans/2018/kf.yaml").read_text("utf-8")
    assert council.count("Alla barn lär sig simma") == 1


def test_lines_told_for_the_first_file_are_those_of_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a later file inserts into a common file moves the lines that were told of an earlier one."""
    from vplan.importing import run as running
    from vplan.importing.outcome import Note
    from vplan.importing.source import Place
    from vplan.importing.writing.result import Places, Result, Written

    state = running._Import(tmp_path, 0, "")
    note = Note(Place(), msg("not understood"), "plans/2018/kf.yaml", 3)
    state.outcomes.append(Outcome(Path("a.txt"), guesses=[note]))
    changed = Written("plans/2018/kf.yaml", "a\nb\nnew\nnew\nc\nd\n", exists=True, before="a\nb\nc\nd\n")
    state._follow(Result("u", "f", [changed], Places()))
    assert note.line == 5


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(b"x")
    (tmp_path / "b.pdf").write_bytes(b"no pdf")
    outcomes = imported(tmp_path / "a.doc", tmp_path / "b.pdf", tmp_path / "no.txt", plan(tmp_path), to=tmp_path / "w")
    assert [outcome.refusal is None for outcome in outcomes] == [False, False, False, True]
    assert outcomes[3].ok


def test_another_kind_of_document_is_named(tmp_path: Path) -> None:
    text = plan(tmp_path).read_text("utf-8").replace("Verksamhetsplan", "Verksamhetsberättelse")
    (tmp_path / "vb.txt").write_text(text, encoding="utf-8")
    (outcome,) = imported(tmp_path / "vb.txt", to=tmp_path / "w")
    assert outcome.refusal is not None
    assert "vb.txt is no plan but another document: Verksamhetsberättelse" in str(outcome.refusal.message)
    assert not (tmp_path / "w").exists()


def test_the_same_plan_twice_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    source = plan(tmp_path)
    imported(source, to=tmp_path / "w")
    before = tree(tmp_path / "w")
    (outcome,) = imported(source, to=tmp_path / "w")
    assert outcome.refusal is not None
    assert tree(tmp_path / "w") == before


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt()])
def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    first, second = plan(tmp_path), plan(tmp_path, "b.txt", unit="Granen", goal="Vi håller öppet på kvällar")
    imported(first, to=tmp_path / "w")
    before = tree(tmp_path / "w")
    opened = Path.open

    def failing(path: Path, mode: str = "r", *args: object, **options: object) -> object:
        if mode == "xb" and path.name == "mal.yaml":
            raise error
        return opened(path, mode, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", failing)
    if isinstance(error, KeyboardInterrupt):
        with pytest.raises(KeyboardInterrupt):
            import_files([second], tmp_path / "w")
    else:
        (outcome,) = import_files([second], tmp_path / "w")
        assert outcome.refusal is not None
        assert "the disk is full" in str(outcome.refusal.message)
    assert tree(tmp_path / "w") == before


def test_an_interrupt_takes_back_what_was_added_to_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = plan(tmp_path), plan(tmp_path, "b.txt", unit="Granen", goal="Vi håller öppet på kvällar")
    second.write_text(second.read_text("utf-8").replace("Nämndens badhus", "Alla bryggor"), encoding="utf-8")
    imported(first, to=tmp_path / "w")
    before = tree(tmp_path / "w")
    written: list[Path] = []

    def interrupted(path: Path, data: bytes) -> None:
        write_file(path, data)
        written.append(path)
        raise KeyboardInterrupt

    monkeypatch.setattr("vplan.importing.writing.applying.write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        import_files([second], tmp_path / "w")
    assert written
    assert tree(tmp_path / "w") == before
    assert not [path for path in (tmp_path / "w").rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_a_fault_of_our_own_in_one_file_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vplan.importing import recognise as room

    def failing(document: object) -> object:
        if getattr(document, "name", "") == "a.txt":
            raise ZeroDivisionError("surprise")
        return recognise(document)  # type: ignore[arg-type]

    recognise = room.recognise
    monkeypatch.setattr(room, "recognise", failing)
    first, second = import_files([plan(tmp_path, "a.txt"), plan(tmp_path)], tmp_path / "w")
    assert "surprise" in first.crash
    assert second.ok


def interrupt_at(name: str) -> Callable[[Path], None]:
    def started(file: Path) -> None:
        if file.name == name:
            raise KeyboardInterrupt

    return started


def test_an_interrupt_keeps_what_came_of_the_files_before(tmp_path: Path) -> None:
    done: list[Outcome] = []
    with pytest.raises(KeyboardInterrupt):
        import_files([plan(tmp_path), tmp_path / "b.txt"], tmp_path / "w", started=interrupt_at("b.txt"), done=done)
    assert [outcome.ok for outcome in done] == [True]


# --- a trial --------------------------------------------------------------------------------------------------------


def test_a_trial_writes_nothing_and_tells_the_same(tmp_path: Path) -> None:
    first, second = plan(tmp_path), plan(tmp_path, "b.txt", unit="Granen", goal="Vi håller öppet på kvällar")
    (trial,) = imported(first, to=tmp_path / "w", dry_run=True)
    assert not (tmp_path / "w").exists()
    (real,) = imported(first, to=tmp_path / "w")
    assert (trial.folder, trial.written, trial.figures) == (real.folder, real.written, real.figures)
    assert (trial.guesses, trial.left_out, trial.findings) == (real.guesses, real.left_out, real.findings)
    before = tree(tmp_path / "w")
    (trial,) = imported(second, to=tmp_path / "w", dry_run=True)
    assert tree(tmp_path / "w") == before
    (real,) = imported(second, to=tmp_path / "w")
    assert (trial.written, trial.differences) == (real.written, real.differences)


# --- where to -------------------------------------------------------------------------------------------------------


def test_without_a_name_the_workspace_around_is_taken(
    run: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Path()
    assert target_folder(None) == here.resolve()
    (here / ".git").mkdir()
    assert target_folder(None) == here.resolve()
    (here / "notes.md").touch()
    with pytest.raises(TargetError, match="--to DIR"):
        target_folder(None)
    (here / "vplan.yaml").touch()
    (here / "plans").mkdir()
    monkeypatch.chdir(here / "plans")
    assert target_folder(None) == tmp_path / "here"


def test_a_folder_that_is_neither_empty_nor_a_workspace_is_left_alone(
    tmp_path: Path, run: Callable[..., object]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("x")
    (tmp_path / "file").touch()
    with pytest.raises(click.UsageError, match="no workspace and not empty"):
        run(plan(tmp_path), "--to", other)
    with pytest.raises(click.UsageError, match="is a file"):
        run(plan(tmp_path), "--to", tmp_path / "file")
    assert tree(other) == {"letter.txt": b"x"}


def test_a_new_workspace_may_lie_beside_the_plans_of_another_but_not_among_them(tmp_path: Path) -> None:
    imported(plan(tmp_path), to=tmp_path / "w")
    with pytest.raises(TargetError, match="lies among the plans"):
        target_folder(tmp_path / "w/plans/2018/new")
    inner = target_folder(tmp_path / "w/inner")
    before = tree(tmp_path / "w")
    (outcome,) = imported(plan(tmp_path), to=inner)
    assert outcome.ok, outcome
    assert (inner / "vplan.yaml").is_file()
    assert before.items() <= tree(tmp_path / "w").items()


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_tells_what_was_done(tmp_path: Path, run: Callable[..., click.testing.Result]) -> None:
    result = run(plan(tmp_path), "--to", "w", "--report", "r.html")
    assert result.return_value == 0
    assert "plan.txt → plans/2018/ektorp/" in result.stdout
    assert "directions 1 · council goals 1" in result.stdout
    assert "The whole report: r.html" in result.stdout
    assert "1 plan imported: w\nNext: vplan build w\n" in result.stdout
    assert result.stderr == ""
    assert "<h1>Import report</h1>" in Path("r.html").read_text("utf-8")


def test_refused_files_are_told_apart_and_fail(tmp_path: Path, run: Callable[..., click.testing.Result]) -> None:
    (tmp_path / "a.doc").touch()
    result = run(tmp_path / "a.doc", plan(tmp_path), "--report", "r.md")
    assert result.return_value == 1
    assert "a.doc is an old Word file (.doc), which vplan does not read.\n  Open it in Word" in result.stderr
    assert "1 plan imported, 1 file not (see above): " in result.stdout
    assert "**Not imported:** a.doc is an old Word file" in Path("r.md").read_text("utf-8").replace("\\", "")


def test_errors_in_the_result_fail(
    tmp_path: Path, run: Callable[..., click.testing.Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = Diagnostic("duplicate-id", Severity.ERROR, Span("plans/2018/kf.yaml", 4), msg("not understood"))
    monkeypatch.setattr(Project, "catalogue_diagnostics", lambda self, units: [finding])
    result = run(plan(tmp_path), "--to", "w")
    assert result.return_value == 1
    assert "error: not understood [duplicate-id] → plans/2018/kf.yaml:4" in result.stdout


def test_a_trial_on_the_command_line(tmp_path: Path, run: Callable[..., click.testing.Result]) -> None:
    result = run(plan(tmp_path), "--dry-run", "--report", tmp_path / "r.md")
    assert result.return_value == 0
    assert "This was a trial: no plan was written." in result.stdout
    assert tree(Path()) == {}
    assert "This was a trial" in (tmp_path / "r.md").read_text("utf-8")


def test_after_an_interrupt_the_report_is_written(
    tmp_path: Path, run: Callable[..., click.testing.Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    from vplan.cli.import_ import _Progress

    monkeypatch.setattr(_Progress, "started", lambda _, file: interrupt_at("b.txt")(file))
    result = CliRunner().invoke(
        cli, ["import", str(plan(tmp_path)), "b.txt", "c.txt", "--to", "w", "--report", "r.md"], standalone_mode=False
    )
    assert isinstance(result.exception, click.Abort | KeyboardInterrupt)
    assert "plan.txt → plans/2018/ektorp/" in result.stdout
    assert "1 of 3 files were dealt with before the end." in result.stdout
    assert "## plan.txt" in Path("r.md").read_text("utf-8").replace("\\", "")


def test_a_file_that_may_not_be_read_is_refused_like_one_that_is_missing(
    tmp_path: Path, run: Callable[..., click.testing.Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = plan(tmp_path, "hemlig.txt")
    access, opened = os.access, os.open

    def refused(path: Any, *rest: Any, **options: Any) -> int:
        if str(path).endswith("hemlig.txt"):
            raise PermissionError(13, "no", str(path))
        return opened(path, *rest, **options)

    monkeypatch.setattr(os, "access", lambda path, mode, **o: "hemlig" not in str(path) and access(path, mode, **o))
    monkeypatch.setattr(os, "open", refused)
    result = run(secret, tmp_path / "no.txt", plan(tmp_path), "--to", "w")
    assert result.return_value == 1
    assert "hemlig.txt cannot be read" in result.stderr
    assert "1 plan imported, 2 files not (see above): w" in result.stdout


def test_a_folder_is_answered_with_how_to_name_its_files(
    tmp_path: Path, run: Callable[..., click.testing.Result]
) -> None:
    (tmp_path / "gamla planer").mkdir()
    (tmp_path / "gamla planer" / "a.PDF").touch()
    (tmp_path / "gamla planer" / "a.txt").touch()
    result = run(tmp_path / "gamla planer", "--to", "w")
    assert "gamla planer is a folder, not a file.\n" in result.stderr
    assert "gamla planer'/*.pdf '" in result.stderr
    assert "gamla planer'/*.txt\n" in result.stderr
    assert "No plan was imported." in result.stdout


def test_the_board_can_be_named(tmp_path: Path, run: Callable[..., click.testing.Result]) -> None:
    source = plan(tmp_path)
    source.write_text(source.read_text("utf-8").replace("i Ektorps stadsdelsnämnd ", ""), encoding="utf-8")
    result = run(source, "--to", "v")
    assert "“Nämnden” stands for it. Name it: --board" in " ".join(result.stdout.split())
    result = run(source, "--board", "Ektorps stadsdelsnämnd", "--to", "w")
    assert "Guesses" not in result.stdout
    assert Path("w/plans/2018/ektorp/namnd.yaml").is_file()


def test_year_and_unit_can_be_named(tmp_path: Path, run: Callable[..., click.testing.Result]) -> None:
    assert run(plan(tmp_path), "--year", "2019", "--unit", "Simhallen", "--to", "w").return_value == 0
    assert Path("w/plans/2019/ektorp/simhallen/plan.yaml").is_file()
    with pytest.raises(click.UsageError, match="one file"):
        run(plan(tmp_path), plan(tmp_path, "b.txt"), "--unit", "Simhallen")


@pytest.mark.parametrize("report", ["r.pdf", "report", "folder.md"])
def test_a_report_that_cannot_be_written_is_wrong_use(tmp_path: Path, run: Callable[..., object], report: str) -> None:
    Path("folder.md").mkdir()
    with pytest.raises(click.UsageError):
        run(plan(tmp_path), "--to", "w", "--report", report)
    assert not Path("w").exists()


def test_the_report_never_overwrites_a_source(tmp_path: Path, run: Callable[..., object]) -> None:
    source = plan(tmp_path, "plan.md")
    with pytest.raises(click.UsageError, match="overwrite"):
        run(source, "--report", source)


def test_a_report_in_a_place_that_is_closed_fails_after_the_import(
    tmp_path: Path, run: Callable[..., click.testing.Result]
) -> None:
    (tmp_path / "file").touch()
    result = run(plan(tmp_path), "--to", "w", "--report", tmp_path / "file/r.md")
    assert result.return_value == 1
    assert "cannot be written" in result.stderr
    assert Path("w/vplan.yaml").is_file()


def test_heavy_libraries_are_imported_only_for_their_formats(tmp_path: Path) -> None:
    code = (
        "import sys; from vplan.cli.main import cli; cli.main(sys.argv[1:], standalone_mode=False); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "import", str(plan(tmp_path)), "--to", str(tmp_path / "w")],
        env={**os.environ, "VPLAN_LANG": "en"}, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "vplan.importing.run" in loaded
    assert not loaded & {"weasyprint", "docx", "lxml", "pypdfium2", "jinja2"}
