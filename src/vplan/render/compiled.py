"""Compiled templates, kept beside the compiled modules of this package: compiling them is a tenth of a second.

They are code, so they are kept where Python keeps its own, and never in a workspace. What cannot be kept, as where the
package may not be written to, is compiled anew.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2.compiler
from jinja2 import BytecodeCache, FileSystemBytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

_FOLDER = Path(__spec__.cached).parent if __spec__ and __spec__.cached else None


def compiled_templates(*code: str, folder: Path | None = _FOLDER) -> BytecodeCache | None:
    """Return the store of compiled templates in a folder of compiled modules; None where there is none.

    A template is compiled anew when its text, Jinja's compiler or one of the files `code` has changed.
    """
    if folder is None or sys.dont_write_bytecode or not folder.is_dir():
        return None
    return _Kept(str(folder), f"templates-{_age((jinja2.compiler.__file__, *code))}-%s.pyc")


def _age(files: tuple[str, ...]) -> str:
    stamps = [(stat.st_mtime_ns, stat.st_size) for stat in (Path(file).stat() for file in files)]
    return sha256(repr(stamps).encode()).hexdigest()[:12]


class _Kept(FileSystemBytecodeCache):
    def load_bytecode(self, bucket: Bucket) -> None:
        # a file that was damaged is read as far as Python's `marshal` can, which says so with various errors
        with suppress(OSError, EOFError, ValueError, TypeError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)
