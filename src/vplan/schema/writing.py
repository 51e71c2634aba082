"""Writing the schemas of a workspace, and the editor's settings that map its files to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.building.files import OutputError, discard, refuse_linked, write
from vplan.layout import STATE_FOLDER
from vplan.schema.editor import SETTINGS_FILE, NotPlainJsonError, merged_settings
from vplan.schema.workspace import WorkspaceSchemas, workspace_schemas

if TYPE_CHECKING:
    from vplan.project import Project

_ENDING = ".schema.json"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the folder of the schemas, how many there are, the mapping of files to them.

    `unread` are the files of the workspace that could not be read, and so give nothing to choose.
    """

    folder: Path
    number: int
    mapping: dict[str, list[str]]
    unread: tuple[str, ...]


def write_schemas(project: Project, output: Path | None = None) -> Written:
    """Write the schemas of a workspace to `output`, or to its own folder `.vplan/schemas`.

    What an earlier run has left in its own folder and is of no use any more is removed. Raises `OutputError`.
    """
    folder = output if output is not None else project.root / STATE_FOLDER / "schemas"
    if output is None:
        refuse_linked(project.root, f"{STATE_FOLDER}/schemas/")
    made = workspace_schemas(project)
    for file in made.files:
        write(folder / file.path, json.dumps(file.schema, ensure_ascii=False).encode())
    if output is None:
        _sweep(folder, made)
    return Written(folder, len(made.files), made.mapping(_address(project.root, folder)), made.unread)


def write_settings(root: Path, written: Written) -> Path:
    """Put the mapping into the settings of VS Code in the workspace, and return the file.

    Raises `vplan.schema.editor.NotPlainJsonError` for a file that is there and is no plain JSON, and `OutputError`.
    """
    path = (root / SETTINGS_FILE).resolve()
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        text = ""
    except UnicodeDecodeError as error:
        raise NotPlainJsonError from error
    except OSError as error:
        raise OutputError.of(path, error) from error
    new = merged_settings(text, written.mapping, _address(root, written.folder))
    if new != text:
        write(path, new.encode())
    return root / SETTINGS_FILE


def _address(root: Path, folder: Path) -> str:
    """Return how an editor's settings name the folder: from the workspace where it lies there."""
    root, folder = root.resolve(), folder.resolve()
    return f"./{folder.relative_to(root).as_posix()}" if folder.is_relative_to(root) else folder.as_uri()


def _sweep(folder: Path, made: WorkspaceSchemas) -> None:
    wanted = {folder / file.path for file in made.files}
    for path in folder.rglob(f"*{_ENDING}"):
        if path not in wanted:
            discard(path)
