"""The system libraries behind WeasyPrint: which are missing, and a quick way to find them."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Library:
    """A library: the name in its file names, its shared object on Linux, and whether a PDF can be made without it."""

    name: str
    soname: str
    needed: bool = True


MISSING = "missing"
LIBRARIES = (
    Library("gobject-2.0", "libgobject-2.0.so.0"),
    Library("pango-1.0", "libpango-1.0.so.0"),
    Library("pangoft2-1.0", "libpangoft2-1.0.so.0"),
    Library("harfbuzz", "libharfbuzz.so.0"),
    Library("fontconfig", "libfontconfig.so.1"),
    Library("harfbuzz-subset", "libharfbuzz-subset.so.0", needed=False),
    Library("harfbuzz-vector", "libharfbuzz-vector.so.0", needed=False),
)


def missing_libraries() -> tuple[str, ...]:
    """Return the names of the needed libraries that cannot be loaded; `harfbuzz-subset` counts as needed here.

    Without it a PDF is made, but a larger one with other bytes.
    """
    wanted = [library for library in LIBRARIES if library.needed or library.name == "harfbuzz-subset"]
    return tuple(library.name for library in wanted if not _found(library))


def _found(library: Library) -> bool:
    return _loads(library.soname) if sys.platform == "linux" else bool(ctypes.util.find_library(library.name))


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


@cache
def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that decide a PDF's bytes; those that are missing are said to be so.

    It loads them, which is for a process that prints.
    """
    found = {
        "pango": _version("pango-1.0", "pango_version_string"),
        "harfbuzz": _version("harfbuzz", "hb_version_string"),
        "fontconfig": _number("fontconfig", "FcGetVersion"),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    # Other bytes come of WeasyPrint's other way to cut fonts down.
    found["harfbuzz_subset"] = found["harfbuzz"] if _load("harfbuzz-subset") else MISSING
    return found


def _load(name: str) -> ctypes.CDLL | None:
    library = next(known for known in LIBRARIES if known.name == name)
    found = library.soname if sys.platform == "linux" else ctypes.util.find_library(name)
    try:
        return ctypes.CDLL(found) if found else None
    except OSError:
        return None


def _version(name: str, function: str) -> str:
    library = _load(name)
    if library is None:
        return MISSING
    call = getattr(library, function)
    call.restype = ctypes.c_char_p
    return str((call() or b"").decode("ascii", "replace"))


def _number(name: str, function: str) -> str:
    library = _load(name)
    number = int(getattr(library, function)()) if library is not None else 0
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}" if number else MISSING


@contextmanager
def quick_lookup() -> Iterator[None]:
    """Let `ctypes.util.find_library` answer at once for the libraries above.

    It starts a compiler and a linker for every name; WeasyPrint asks fifteen times while it is imported, and for some
    names that Linux never uses. An optional library that does not load under its usual name is taken to be missing.
    """
    if sys.platform != "linux":
        yield
        return
    slow = ctypes.util.find_library
    ctypes.util.find_library = _quick(slow)  # type: ignore[assignment]  # a parameter with another name
    try:
        yield
    finally:
        ctypes.util.find_library = slow


def _quick(slow: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def find_library(name: str) -> str | None:
        if name.endswith((".dll", ".dylib")):  # what other systems call it
            return None
        library = next((known for known in LIBRARIES if _names(known, name)), None)
        if library and _loads(library.soname):
            return library.soname
        return slow(name) if library is None or library.needed else None

    return find_library


def _names(library: Library, name: str) -> bool:
    # "libpango-1.0-0", "pango-1.0-0", "pango-1.0" and "libpango-1.0.so.0" are one library.
    stem = name.removeprefix("lib")
    return stem == library.name or stem in (f"{library.name}-{n}" for n in ("0", "0.0", "1")) or name == library.soname
