"""The workspace that an import goes to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from vplan.diagnostics import Message, msg
from vplan.opening import MAX_BYTES, LinkError, lies_inside, refuse_links
from vplan.oserrors import reason
from vplan.workspace import SETTINGS_FILE, find_root

_OF_THE_SYSTEM = frozenset({"desktop.ini", "Thumbs.db"})


class TargetError(ValueError):
    """Nothing can be imported to a folder; `message` is the sentence to show."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def target_folder(to: Path | None) -> Path:
    """Return the root of the workspace to import to: `to`, or the one around the current folder, or that folder.

    A folder that is no workspace must be new or empty. Raises `TargetError`; changes nothing.
    """
    if to is None:
        around = find_root(Path())
        if around is not None:
            return around
        here = Path().resolve()
        if _contents(here):
            raise TargetError(msg("There is no workspace here. Name one, or a new folder, with --to DIR."))
        return here
    root = to.resolve()
    if (root / SETTINGS_FILE).is_file():
        return root
    if root.exists() and not root.is_dir():
        raise TargetError(msg("{folder} is a file, not a folder. Nothing was changed.", folder=str(to)))
    _refuse_inside(to, root)
    found = _contents(root)
    if found:
        shown = ", ".join(found[:3]) + (" …" if len(found) > 3 else "")
        sentence = msg(
            "{folder} is no workspace and not empty: there is {found}. Nothing was changed.",
            folder=str(to),
            found=shown,
        )
        raise TargetError(sentence)
    return root


def _refuse_inside(to: Path, root: Path) -> None:
    """Refuse a folder among another workspace's plans; a workspace of its own beside them may be."""
    around = find_root(root)
    if around is None:
        return
    from vplan.project import Project

    if root.is_relative_to((around / Project.open(around).settings.plans).resolve()):
        sentence = msg(
            "{folder} lies among the plans of the workspace {root}. Name that with --to; nothing was changed.",
            folder=str(to),
            root=str(around),
        )
        raise TargetError(sentence)


def _contents(folder: Path) -> list[str]:
    """Return what is in a folder but for what is hidden or the system's own."""
    try:
        names = [entry.name for entry in folder.iterdir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise TargetError(
            msg("{folder} cannot be read: {reason}.", folder=str(folder), reason=reason(error))
        ) from error
    return sorted(name for name in names if not name.startswith(".") and name not in _OF_THE_SYSTEM)


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """Yield a temporary folder with what an import to `root` reads: its settings, plans, editions and logotype."""
    with TemporaryDirectory(prefix="vplan-import-") as folder:
        copy = Path(folder).resolve()
        if (root / SETTINGS_FILE).is_file():
            from vplan.project import Project

            settings = Project.open(root).settings
            _copy_file(root, copy, SETTINGS_FILE)
            for name in (settings.plans, settings.editions):
                if lies_inside(name) and (root / name).is_dir():
                    _copy_sources(root, copy, name)
            if settings.logotype and lies_inside(settings.logotype):
                _copy_file(root, copy, settings.logotype)
        yield copy


def _copy_sources(root: Path, copy: Path, folder: str) -> None:
    (copy / folder).mkdir(parents=True, exist_ok=True)
    for path in sorted((root / folder).rglob("*.yaml")):
        _copy_file(root, copy, path.relative_to(root).as_posix())


def _copy_file(root: Path, copy: Path, file: str) -> None:
    try:
        found = refuse_links(root, file)
        if found.st_size > MAX_BYTES:
            return
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / file, copy / file)
    except (LinkError, OSError):
        return  # the check of the workspace itself tells of it
