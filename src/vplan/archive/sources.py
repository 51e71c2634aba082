"""Which files of the workspace a document is made of, as its PDF carries them.

The unit's own files stand as they are; settings, decisions, and the files of council and board are cut to what the
document uses. A picture is carried as it is printed, without what a camera adds. Line ends are plain, so that a
checkout on Windows carries the same bytes.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from vplan.archive.carried import MAX_FILE_BYTES, MAX_TOTAL_BYTES, CarriedFile, unfit
from vplan.archive.cutting import cut_board, cut_council, cut_decisions, cut_settings
from vplan.layout import AWARD_FILE, DECISION_FILE, PLAN_FILES, SETTINGS_FILE, UNIT_FILES
from vplan.link import LinkedPlan
from vplan.opening import MAX_BYTES, read_bytes

if TYPE_CHECKING:
    from vplan.document.tree import Document
    from vplan.project import Project
    from vplan.questions import LinkedAward


def sources_of(project: Project, linked: LinkedPlan | LinkedAward, document: Document) -> tuple[CarriedFile, ...]:
    """Return the files from which a document can be built anew to the same bytes, sorted by path.

    Pictures that the document shows come without data: the printer has them. Raises `OSError` for a file that has
    gone, is no picture any more, or by its size or name cannot be brought out again.
    """
    from vplan.editions import own_edition_files
    from vplan.render.links import picture_files

    gathering = _Gathering(project.root, set(picture_files(document)))
    gathering.put(SETTINGS_FILE, cut_settings(SETTINGS_FILE, gathering.read(SETTINGS_FILE), linked.folder))
    is_plan = isinstance(linked, LinkedPlan)
    name = linked.plan.edition if isinstance(linked, LinkedPlan) else linked.award.edition
    for file in own_edition_files(str(name), project.root, project.settings.editions):
        gathering.text(file)
    _above(gathering, project, linked)
    for file in (f"{linked.folder}/{name}" for name in (PLAN_FILES if is_plan else (AWARD_FILE,))):
        if file in linked.files:
            gathering.text(file)
    if linked.decision is not None:
        file = f"{linked.folder}/{DECISION_FILE}"
        gathering.put(file, cut_decisions(file, gathering.read(file), str(linked.decision.document)))
    if project.settings.logotype:
        gathering.picture(project.settings.logotype)
    gathering.named(linked)
    return gathering.carried()


def _above(gathering: _Gathering, project: Project, linked: LinkedPlan | LinkedAward) -> None:
    """Take what the document uses of the council's and the board's file; an application uses the board's name alone."""
    year = project.layout.year(linked.year)
    board = project.layout.board(linked.year, linked.id.split("/")[1])
    plan = linked if isinstance(linked, LinkedPlan) else None
    if plan is not None and year is not None and year.file:
        gathering.put(year.file, cut_council(year.file, gathering.read(year.file), plan))
    if board is not None and board.file:
        gathering.put(board.file, cut_board(board.file, gathering.read(board.file), plan))


class _Gathering:
    def __init__(self, root: Path, shown: set[str]) -> None:
        self._root = root
        self._shown = shown
        self._files: dict[str, bytes | None] = dict.fromkeys(shown)
        self._left = MAX_TOTAL_BYTES

    def read(self, file: str, limit: int = MAX_BYTES) -> bytes:
        """Return a file's content; raises `OSError` for one that is too large to travel."""
        data = read_bytes(self._root, file, limit + 1)
        if len(data) > limit:
            raise _too_large(file)
        return data

    def put(self, file: str, data: bytes) -> None:
        """Take a file with this content; raises `OSError` where all are too large together."""
        self._files[file] = data
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(file)

    def text(self, file: str) -> None:
        """Take a text file, with plain line ends."""
        self.put(file, self.read(file).replace(b"\r\n", b"\n"))

    def picture(self, file: str) -> None:
        """Take a picture; one that the document shows comes from its printer."""
        if file not in self._files:
            from vplan.picture import PictureError, clean_picture

            try:
                self.put(file, clean_picture(self.read(file, MAX_FILE_BYTES), "print"))
            except PictureError as error:  # it was whole when it was checked
                raise OSError(errno.EIO, str(error), file) from error

    def named(self, linked: LinkedPlan | LinkedAward) -> None:
        """Take every other file of the unit that its texts name: data for figures, and pictures in unprinted texts.

        What `vplan.deciding` hashes is among them, so that a decision still fits.
        """
        others = [
            file
            for file in linked.files
            if file not in self._files and file.removeprefix(f"{linked.folder}/") not in UNIT_FILES
        ]
        if not others:
            return
        from vplan.deciding.content import as_printed, files_named, texts_of

        own = [data for file, data in self._files.items() if data is not None and file.startswith(f"{linked.folder}/")]
        written = " ".join(b"\n".join(own).decode("utf-8", "replace").split())
        for file in files_named(others, [written, *texts_of(linked)]):
            self.put(file, as_printed(file, self.read(file, MAX_FILE_BYTES)))

    def carried(self) -> tuple[CarriedFile, ...]:
        """Return all files; raises `OSError` for a name that `verify` and `extract` would refuse."""
        found = unfit(self._files)
        if found is not None:
            raise OSError(errno.EILSEQ, "a name that some system cannot hold", found[0])
        return tuple(CarriedFile(file, data) for file, data in sorted(self._files.items()))


def _too_large(file: str) -> OSError:
    return OSError(errno.EFBIG, "too large to travel with a PDF", file)
