"""On PYTHONPATH, this makes a Python that finds no Pango: every way to load it fails as where it is not installed."""

from __future__ import annotations

import ctypes
from typing import Any

import _cffi_backend
import cffi

_CDLL = ctypes.CDLL
_dlopen = cffi.FFI.dlopen


class CDLL(_CDLL):
    def __init__(self, name: str | None, *args: Any, **kwargs: Any) -> None:
        _refuse(name)
        super().__init__(name, *args, **kwargs)


def dlopen(self: cffi.FFI, name: str | None, *args: Any) -> Any:
    _refuse(name)
    return _dlopen(self, name, *args)


def _refuse(name: str | None) -> None:
    if name and "pango" in name:
        raise OSError(f"cannot load library '{name}': {name}: cannot open shared object file")


class FFI(_cffi_backend.FFI):  # type: ignore[misc]  # cffi has no types
    def dlopen(self, name: str | None, *args: Any) -> Any:
        _refuse(name)
        return super().dlopen(name, *args)


ctypes.CDLL = CDLL  # type: ignore[misc]
cffi.FFI.dlopen = dlopen
_cffi_backend.FFI = FFI
