"""The same sources give the same bytes: elsewhere, on another day, for another user, with another number of workers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import vplan
from support.archived import rich_workspace
from vplan.building.files import digest_file
from vplan.building.manifest import LIBRARIES
from vplan.building.toolchain import _library_files, _toolchain, made_with

REPOSITORY = Path(__file__).parents[1]
SOURCE = str(Path(vplan.__file__).parents[1])
NOBODY = 65534

# Runs before anything else does: another day, another user, another machine.
ELSEWHERE = """
import datetime, getpass, locale, os, platform, random, socket, time

_time, _seconds = time.time, 400 * 86400 + 12345
time.time = lambda: _time() + _seconds
time.time_ns = lambda: int(time.time() * 1e9)
_localtime, _gmtime, _strftime = time.localtime, time.gmtime, time.strftime
time.localtime = lambda at=None: _localtime(time.time() if at is None else at)
time.gmtime = lambda at=None: _gmtime(time.time() if at is None else at)
time.strftime = lambda form, at=None: _strftime(form, time.localtime() if at is None else at)

class _Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)

class _LaterDay(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())

datetime.datetime, datetime.date = _Later, _LaterDay
os.getlogin = getpass.getuser = lambda: "other"
socket.gethostname = platform.node = lambda: "elsewhere"
random.seed(7)
os.umask(0o077)
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:  # the machine has not the one that the test could not make
    pass
"""


def build(
    root: Path, jobs: int, environment: dict[str, str], start: Sequence[str] = (), user: int | None = None
) -> dict[str, str]:
    code = (
        "import sys, vplan; r = vplan.build(sys.argv[1], jobs=int(sys.argv[2]));"
        "sys.exit([str(d.message) for d in r.diagnostics if d.severity == 'error'] or r.exit_code)"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "SOURCE_DATE"))}
    done = subprocess.run(
        [*start, sys.executable, "-c", code, str(root), str(jobs)], env={**kept, **environment}, cwd=root.parent,
        capture_output=True, text=True, timeout=240, check=False, user=user,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    site = root / "site"
    return {p.relative_to(site).as_posix(): digest_file(str(p)) for p in sorted(site.rglob("*")) if p.is_file()}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter and write in."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def other_user(folder: Path) -> tuple[list[str], int | None]:
    """Return the beginning of a command, or a user's number, that makes a process another user's where that is allowed.

    One who may become any user becomes one; else Linux may let a process see itself as nobody.
    """
    code = "import os, sys, vplan, weasyprint; open(sys.argv[1], 'w').close(); sys.exit(os.getuid() != 65534)"
    for start, user in (([], NOBODY), (["unshare", "--user"], None)):
        try:
            tried = subprocess.run(
                [*start, sys.executable, "-c", code, str(folder / f"tried-{user}")], cwd="/", user=user,
                env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, timeout=60, check=False,
            )  # fmt: skip
        except (OSError, ValueError):  # no such program, or not allowed
            continue
        if tried.returncode == 0:
            return start, user
    return [], None


def other_locale(folder: Path) -> dict[str, str]:
    """Make a locale in which `I` is no capital `i` and numbers have a comma, where the system can make one."""
    made = shutil.which("localedef") and subprocess.run(
        ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(folder / "tr_TR.UTF-8")],
        capture_output=True, timeout=60, check=False,
    ).returncode == 0  # fmt: skip
    return {"LOCPATH": str(folder), "LC_ALL": "tr_TR.UTF-8"} if made else {"LC_ALL": "sv_SE.UTF-8"}


def test_everything_else_differs_and_no_byte_does(tmp_path: Path, open_folder: Path) -> None:
    (open_folder / "elsewhere").mkdir()
    (open_folder / "elsewhere/sitecustomize.py").write_text(ELSEWHERE, encoding="utf-8")
    here = rich_workspace(tmp_path / "här är en mapp")
    there = rich_workspace(open_folder / "b/c/d")
    for path in (open_folder, *open_folder.rglob("*")):
        path.chmod(0o777)
    first = build(here, 1, {"PYTHONPATH": SOURCE, "PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"})
    second = build(there, 3, {
        "PYTHONPATH": os.pathsep.join((str(open_folder / "elsewhere"), SOURCE)), "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "VPLAN_LANG": "en", "USER": "other", "LOGNAME": "other",
        "HOME": str(open_folder), "TMPDIR": str(open_folder), "COLUMNS": "40", **other_locale(open_folder),
    }, *other_user(open_folder))  # fmt: skip
    assert first == second
    assert sum(name.endswith(".pdf") for name in first) == 4
    assert {"index.html", "tillganglighet.html", "manifest.json"} <= first.keys()
    assert {Path(name).suffix for name in first} >= {".svg", ".png", ".jpg", ".css", ".ttf"}


def test_the_manifest_lists_outputs_sources_versions_and_fonts(tmp_path: Path) -> None:
    root = tmp_path / "w"
    shutil.copytree(REPOSITORY / "plans/2017", root / "plans/2017")
    (root / "vplan.yaml").write_text("kommun: Stockholms stad\n", encoding="utf-8")
    result = vplan.build(root)
    manifest = json.loads((result.output / "manifest.json").read_text(encoding="utf-8"))
    assert {"vplan", "weasyprint", *LIBRARIES} <= manifest["versions"].keys()
    assert manifest["versions"]["pango"] != "missing"
    (document,) = manifest["documents"]
    for output in document["outputs"].values():
        for path, digest in output["files"].items():
            assert digest_file(str(result.output / path)) == digest
        for path, digest in output["sources"].items():
            assert digest_file(str(root / path)) == digest
    for name, digest in manifest["fonts"].items():
        assert digest_file(str(result.output / "assets/fonts" / name)) == digest
    assert len(manifest["fonts"]) == 8
    listed = {path for output in document["outputs"].values() for path in output["files"]}
    assert listed | manifest["shared"].keys() | {"manifest.json"} == {
        p.relative_to(result.output).as_posix() for p in result.output.rglob("*") if p.is_file()
    }
    before = (result.output / "manifest.json").read_bytes()
    assert vplan.build(root, formats=["html"], force=True).exit_code == 0
    assert (result.output / "manifest.json").read_bytes() == before  # what printed the PDF is remembered


def test_a_build_without_pdf_tells_no_version_of_what_was_not_used(tmp_path: Path) -> None:
    root = tmp_path / "w"
    shutil.copytree(REPOSITORY / "plans/2017", root / "plans/2017")
    (root / "vplan.yaml").write_text("", encoding="utf-8")
    result = vplan.build(root, formats=["html"])
    manifest = json.loads((result.output / "manifest.json").read_text(encoding="utf-8"))
    assert not set(LIBRARIES) & manifest["versions"].keys()


def test_the_survey_of_a_fresh_build_loads_neither_pango_nor_the_archive(tmp_path: Path) -> None:
    root = tmp_path / "w"
    shutil.copytree(REPOSITORY / "plans/2017", root / "plans/2017")
    (root / "vplan.yaml").write_text("", encoding="utf-8")
    vplan.build(root)
    code = (
        "import sys, vplan; assert not vplan.build('.').built;"
        "print([m for m in ('weasyprint', 'ctypes', 'pypdfium2', 'vplan.archive') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "PYTHONPATH": SOURCE},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_another_pango_makes_documents_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("the names of the libraries' files tell their versions on Linux alone")
    before = _toolchain.__wrapped__()
    (tmp_path / "libpango-1.0.so.0.9900.1").write_bytes(b"")
    (tmp_path / "libpango-1.0.so.0").symlink_to("libpango-1.0.so.0.9900.1")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    assert _library_files()[0] == "libpango-1.0.so.0.9900.1"
    assert _toolchain.__wrapped__() != before


def test_what_made_a_document_is_told_by_versions_and_hashes() -> None:
    made = made_with()
    assert made.keys() == {"versions", "code", "templates", "fonts"}
    assert all(len(made[name]) == 64 for name in ("code", "templates"))
    assert made["versions"]["python"].count(".") == 1
