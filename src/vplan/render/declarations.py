"""What WeasyPrint declares of Pango's functions, read once for an installation instead of once for a process.

cffi reads declarations of C by a parser that is written in Python: an eighth of what importing WeasyPrint takes. The
tables that it makes of them (cffi's out-of-line mode) are kept beside the compiled modules of this package, under a
name that is a hash of the declarations and of the versions that read them.
"""

from __future__ import annotations

import ast
import marshal
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from hashlib import sha256
from importlib.util import cache_from_source
from io import StringIO
from pathlib import Path
from typing import Any

import _cffi_backend
import cffi

_NAME = "declarations-{}.pyc"  # what cleans up after Python, or leaves out what it compiles, takes it as its own

Tables = tuple[list[Any], dict[str, Any]]


@contextmanager
def quick_declarations() -> Iterator[None]:
    """Let declarations that modules make while the block imports them be taken from what is kept, or be kept.

    Nothing changes where no file can be kept, as for one who may not write where vplan is installed.
    """
    folder = _folder()
    slow = cffi.FFI
    if folder is not None:
        cffi.FFI = _declared(folder, slow)
    try:
        yield
    finally:
        cffi.FFI = slow


def _declared(folder: Path, slow: Any) -> type:
    class Declared(_cffi_backend.FFI):  # type: ignore[misc]  # cffi has no types
        """A set of declarations that is empty until `cdef`, as the one that it stands for."""

        def __init__(self) -> None:
            """Wait for the declarations, which cannot be added to."""

        def cdef(self, source: str) -> None:
            """Take the declarations of C that `source` makes; once."""
            arguments, options = _tables(source, folder, slow)
            super().__init__(*arguments, **options)

    return Declared


def _folder() -> Path | None:
    """Return the folder for what is kept, if Python itself keeps compiled modules there."""
    try:
        folder = Path(cache_from_source(__file__)).parent
    except NotImplementedError:
        return None
    kept = os.access(folder, os.W_OK) and not sys.dont_write_bytecode
    return folder if kept or any(folder.glob(_NAME.format("*"))) else None


def _tables(source: str, folder: Path, slow: Any) -> Tables:
    versions = (cffi.__version__, sys.implementation.cache_tag, marshal.version)
    file = folder / _NAME.format(sha256(repr((source, versions)).encode()).hexdigest()[:32])
    tables = _read(file)
    if tables is None:
        tables = _made(source, slow)
        if not sys.dont_write_bytecode:
            _keep(file, tables)
    return tables


def _made(source: str, slow: Any) -> Tables:
    ffi = slow()
    ffi.cdef(source)
    ffi.set_source("declarations", None)
    written = StringIO()
    with redirect_stdout(StringIO()):  # where cffi tells that it does what it is told
        ffi.emit_python_code(written)
    call = next(node for node in ast.walk(ast.parse(written.getvalue())) if isinstance(node, ast.Call))
    options = {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in call.keywords}
    return [ast.literal_eval(argument) for argument in call.args], options


def _read(file: Path) -> Tables | None:
    """Return what a file keeps, or nothing where it is missing or not whole."""
    try:
        kept = file.read_bytes()
    except OSError:
        return None
    total, data = kept[:32], kept[32:]
    return marshal.loads(data) if sha256(data).digest() == total else None  # noqa: S302 - whole, and ours like the code


def _keep(file: Path, tables: Tables) -> None:
    data = marshal.dumps(tables)
    own = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        try:
            own.write_bytes(sha256(data).digest() + data)
            own.replace(file)
        finally:
            own.unlink(missing_ok=True)
