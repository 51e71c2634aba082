"""What `vplan doctor` finds out: what is installed, which workspace this is, and what is missing.

Every look-up stands alone, so that one missing thing never hides another.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.metadata
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.i18n import ntranslate, translate
from vplan.render.libraries import LIBRARIES, Library, missing_libraries
from vplan.render.styles import FONT_FILES
from vplan.resources import fonts_dir
from vplan.version import __version__

if TYPE_CHECKING:
    from vplan.project import Project

COMMANDS = {
    "Debian, Ubuntu": "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "Fedora": "sudo dnf install pango harfbuzz",
    "macOS": "brew install pango",
    "Windows": "pacman -S mingw-w64-ucrt-x86_64-pango",
}
_FAMILIES = {"debian": "Debian, Ubuntu", "ubuntu": "Debian, Ubuntu", "fedora": "Fedora", "rhel": "Fedora"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the report: what was looked for, what was found, and whether that will do."""

    name: str
    found: str
    good: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """Something needed that is missing: a sentence, and what mends it as (system, command) pairs or a sentence."""

    sentence: str
    commands: tuple[tuple[str, str], ...] = ()
    advice: str = ""


@dataclass(slots=True)
class Report:
    """Everything found; `ok` when nothing that is needed is missing."""

    facts: list[Fact] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether plans can be built as HTML and PDF here."""
        return not self.problems


def examine(start: Path) -> Report:
    """Look at the installation, and at the workspace at or above `start` where there is one."""
    report = Report()
    report.facts += [
        Fact("vplan", __version__),
        Fact("Python", f"{platform.python_version()} ({sys.executable})"),
        Fact(translate("System"), _system_name()),
    ]
    _examine_yaml(report)
    _examine_pdf(report)
    _examine_fonts(report)
    _examine_workspace(report, start)
    return report


def _examine_yaml(report: Report) -> None:
    import yaml

    version: str = yaml.__version__
    if yaml.__with_libyaml__:
        report.facts.append(Fact("PyYAML", translate("{version}, with libyaml").format(version=version)))
    else:
        sentence = translate("{version}, without libyaml: files are read more slowly").format(version=version)
        report.facts.append(Fact("PyYAML", sentence))


def _examine_pdf(report: Report) -> None:
    """Import WeasyPrint as a build does, and name the libraries it needs."""
    from vplan.render.pdf import PdfUnavailableError, prepare

    missing: tuple[str, ...] = ()
    reason = ""
    try:
        prepare()
    except PdfUnavailableError as error:
        if not set(error.missing) <= set(FONT_FILES) or not error.missing:  # missing fonts are told of below
            missing, reason = error.missing, error.reason
    else:
        # WeasyPrint has found what it needs, perhaps in places that we do not know; this one it can do without.
        missing = tuple(name for name in missing_libraries() if name == "harfbuzz-subset" and _load(name) is None)
    report.facts.append(_version_fact("WeasyPrint", "weasyprint", reason))
    report.facts += [
        _library_fact("Pango", "pango-1.0", "pango_version_string", missing),
        _library_fact("HarfBuzz", "harfbuzz", "hb_version_string", missing),
        _library_fact("HarfBuzz-Subset", "harfbuzz-subset", "", missing),
    ]
    if missing:
        sentence = translate("No PDF can be made. Missing: {names}.")
        if not reason:
            sentence = translate("PDFs become larger than they need to be. Missing: {names}.")
        report.problems.append(Problem(sentence.format(names=", ".join(missing)), commands_here(), _shell_advice()))
    elif reason:
        sentence = translate("No PDF can be made: {reason}").format(reason=reason)
        report.problems.append(Problem(sentence, (("pip", "python -m pip install --force-reinstall weasyprint"),)))


def _version_fact(name: str, distribution: str, reason: str) -> Fact:
    try:
        version = importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return Fact(name, translate("missing"), good=False)
    if reason:
        return Fact(name, translate("{version}, but it cannot be loaded").format(version=version), good=False)
    return Fact(name, version)


def _library_fact(name: str, library: str, asked: str, missing: tuple[str, ...]) -> Fact:
    """Report a library with the version that its own function `asked` gives."""
    if library in missing:
        return Fact(name, translate("missing"), good=False)
    handle = _load(library)
    if handle is None or not asked:
        return Fact(name, translate("found"))
    function = getattr(handle, asked)
    function.restype = ctypes.c_char_p
    return Fact(name, function().decode("ascii", "replace"))


def _load(name: str) -> ctypes.CDLL | None:
    """Return a library by its name in `LIBRARIES`, or None where it cannot be loaded."""
    library = next(library for library in LIBRARIES if library.name == name)
    for file in _file_names(library):
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    return None


def _file_names(library: Library) -> Iterator[str]:
    if sys.platform == "linux":
        yield library.soname
        return
    if sys.platform == "win32":
        yield f"lib{library.name}-0.dll"
    found = ctypes.util.find_library(library.name)
    if found:
        yield found
    yield f"lib{library.name}.0.dylib"
    yield f"lib{library.name}.dylib"


def _examine_fonts(report: Report) -> None:
    missing = [name for name in FONT_FILES if not (fonts_dir() / name).is_file()]
    there = len(FONT_FILES) - len(missing)
    found = translate("{there} of {all} in {folder}").format(there=there, all=len(FONT_FILES), folder=fonts_dir())
    report.facts.append(Fact(translate("Fonts"), found, good=not missing))
    if missing:
        sentence = translate("Fonts are missing: {names}.").format(names=", ".join(missing))
        report.problems.append(Problem(sentence, (("pip", "python -m pip install --force-reinstall vplan"),)))


def _examine_workspace(report: Report, start: Path) -> None:
    """Report the workspace, its settings and its size; none is no problem, one whose settings cannot be read is."""
    from vplan.diagnostics import has_errors
    from vplan.project import NoWorkspaceError, Project

    name = translate("Workspace")
    try:
        project = Project.open(start)
    except NoWorkspaceError:
        report.facts.append(Fact(name, translate("none here; “vplan init DIR” makes one")))
        return
    report.facts.append(Fact(name, str(project.root)))
    settings = project.settings
    shown = {"kommun": settings.municipality, "planer": settings.plans, "utdata": settings.output}
    if settings.logotype:
        shown["logotyp"] = settings.logotype
    text = ", ".join(f"{key}: {value}" for key, value in shown.items() if value)
    report.facts.append(Fact(translate("Settings"), text))
    report.facts.append(Fact(translate("Plans"), _size(project)))
    if has_errors(project.diagnostics):
        sentence = translate("The workspace has errors in vplan.yaml or in the names of its folders.")
        report.problems.append(Problem(sentence, (("vplan", "vplan check"),)))


def _size(project: Project) -> str:
    years = project.layout.years
    boards = sum(len(year.boards) for year in years)
    units = len(project.layout.units())
    return ", ".join(
        (
            ntranslate("{number} year", "{number} years", len(years)).format(number=len(years)),
            ntranslate("{number} board", "{number} boards", boards).format(number=boards),
            ntranslate("{number} unit", "{number} units", units).format(number=units),
        )
    )


def commands_here() -> tuple[tuple[str, str], ...]:
    """Return the command that installs Pango on this system, or those of all systems where it is not known."""
    family = _family()
    return ((family, COMMANDS[family]),) if family else tuple(COMMANDS.items())


def _family() -> str | None:
    if sys.platform == "darwin":
        return "macOS"
    if sys.platform == "win32":
        return "Windows"
    release = _os_release()
    for name in (release.get("ID", ""), *release.get("ID_LIKE", "").split()):
        if name in _FAMILIES:
            return _FAMILIES[name]
    return None


def _shell_advice() -> str:
    if sys.platform == "win32":
        return translate("Install MSYS2 (https://www.msys2.org) first, and run the command in its own shell.")
    return ""


def _system_name() -> str:
    return _os_release().get("PRETTY_NAME") or f"{platform.system()} {platform.release()}"


def _os_release() -> dict[str, str]:
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}
