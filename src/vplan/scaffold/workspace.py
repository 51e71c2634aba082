"""A small complete workspace: council, board and unit of an invented municipality, and the editor's settings."""

from __future__ import annotations

from pathlib import Path

from vplan.diagnostics import msg
from vplan.oserrors import reason
from vplan.scaffold.editor import editor_files
from vplan.scaffold.files import ScaffoldError, write_new
from vplan.workspace import SETTINGS_FILE, find_root

_TEMPLATE = Path(__file__).parent / "template"
_YEAR = "@YEAR@"
_IGNORED = "site/\n.vplan/\n"
_SETTINGS = "# kommun: Kommunens namn\n"
_HARMLESS = frozenset(
    {".git", ".hg", ".svn", ".gitattributes", ".gitkeep", ".DS_Store", ".directory", "desktop.ini", "Thumbs.db"}
)


def workspace_files(year: int) -> dict[str, str]:
    """Return the texts of a new workspace by path, for a budget year."""
    files = {}
    for path in sorted(_TEMPLATE.rglob("*")):
        if path.is_file():
            name = path.relative_to(_TEMPLATE).as_posix()
            files[name.replace(_YEAR, str(year))] = path.read_text(encoding="utf-8").replace(_YEAR, str(year))
    settings = {SETTINGS_FILE: files.pop(SETTINGS_FILE)}
    return settings | files | {".gitignore": _IGNORED} | editor_files()


def bare_files() -> dict[str, str]:
    """Return the texts of a new workspace without plans by path: settings to fill in, and the editor's."""
    return {SETTINGS_FILE: _SETTINGS, ".gitignore": _IGNORED} | editor_files()


def make_workspace(folder: Path, year: int) -> list[Path]:
    """Make a workspace in a folder that is new or empty and return its files.

    Raises `ScaffoldError` for a folder that holds anything but what a version control system or a file manager keeps
    there, that lies inside a workspace, or that cannot be written.
    """
    around = find_root(folder)
    if around is not None:
        raise ScaffoldError(
            msg(
                "{folder} lies in a workspace already: {root}. Nothing was changed.",
                folder=str(folder),
                root=str(around),
            )
        )
    if folder.exists() and not folder.is_dir():
        raise ScaffoldError(msg("{folder} is a file, not a folder. Nothing was changed.", folder=str(folder)))
    found = _contents(folder)
    if found:
        raise ScaffoldError(
            msg(
                "{folder} is not empty: there is {found}. Name a new or an empty folder; nothing was changed.",
                folder=str(folder),
                found=", ".join(found[:3]) + (" …" if len(found) > 3 else ""),
            )
        )
    return write_new(folder, workspace_files(year))


def _contents(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir() if entry.name not in _HARMLESS)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ScaffoldError(
            msg("{folder} cannot be read: {reason}.", folder=str(folder), reason=reason(error))
        ) from error
