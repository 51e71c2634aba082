"""vplan: a compiler that checks plans written in YAML and turns them into HTML and PDF.

The public face is small: `load` opens a workspace, `check` returns its findings, `build` writes its documents. Each is
imported when it is first used, so that `import vplan` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vplan.version import __version__

if TYPE_CHECKING:
    from vplan.api import build, check, load
    from vplan.building.result import BuildResult

__all__ = ["BuildResult", "__version__", "build", "check", "load"]

_PLACES = {"build": "vplan.api", "check": "vplan.api", "load": "vplan.api", "BuildResult": "vplan.building.result"}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'vplan' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
