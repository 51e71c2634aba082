"""C declarations are read once for an installation; the tables that are kept are trusted only when whole."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import cffi
import pytest

from vplan.render import declarations
from vplan.render.declarations import quick_declarations

SOURCE = "typedef struct { int x; int y; } point; int abs(int);"
PREPARE = "import sys; from vplan.render.pdf import prepare; prepare(); print('pycparser' in sys.modules)"


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a folder that stands for the one in which Python keeps this package's compiled modules."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = Path(cache_from_source(declarations.__file__)).parent
    folder.mkdir(parents=True)
    return folder


def declared(more: str = "") -> str:
    """Declare a structure and a function, use both, and tell how it was done."""
    with quick_declarations():
        ffi = cffi.FFI()
        ffi.cdef(SOURCE + more)
    assert ffi.sizeof("point") == 8
    assert ffi.new("point *", {"x": 3, "y": 4}).y == 4
    assert ffi.dlopen(None).abs(-3) == 3
    return "slow" if type(ffi) is cffi.FFI else "quick"


def test_tables_are_kept_and_used_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert declared() == "quick"
    (kept,) = folder.iterdir()
    monkeypatch.setattr(declarations, "_made", lambda *_: pytest.fail("they were made anew"))
    assert declared() == "quick"
    assert [*folder.iterdir()] == [kept]


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_tables_that_are_not_whole_are_made_anew(folder: Path, damage: bytes | None) -> None:
    declared()
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if damage is None else damage)
    declared()
    assert kept.read_bytes() == whole


def test_other_declarations_have_tables_of_their_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared()
    declared("int labs(int);")
    assert capsys.readouterr() == ("", "")
    assert len([*folder.iterdir()]) == 2


def test_nothing_is_kept_where_python_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert declared() == "slow"
    assert not [*folder.iterdir()]


def test_nothing_changes_where_there_is_no_folder(folder: Path) -> None:
    folder.rmdir()
    assert declared() == "slow"


def test_a_disk_that_takes_no_more_does_no_harm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert declared() == "quick"
    assert not [*folder.iterdir()]


def test_weasyprint_is_imported_without_the_parser_of_c() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", PREPARE], capture_output=True, text=True, env=environment, check=True
        )
    assert done.stdout.strip() == "False"
