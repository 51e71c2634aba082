"""Importing WeasyPrint without what printing a plan never uses: a third of what the import takes.

WeasyPrint imports fontTools for fonts that HarfBuzz cannot subset and for fonts that vary, a parser of any HTML, and
TLS. Our fonts are static, our pages are XML, and nothing is fetched from a network; should one of them be needed after
all, it is imported at that moment.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_LATER = ("PIL.ExifTags", "fontTools.subset", "fontTools.ttLib.woff2", "ssl", "tinyhtml5")
_INSTANCER = "fontTools.varLib.instancer"


class _Later(ModuleType):
    """Stands for a module that is imported when something of it is used.

    `importlib.util.LazyLoader` will not do: in Python 3.11 every other `import` of such a module loads it.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import system asks for
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def lean_imports() -> Iterator[None]:
    """Let what is seldom needed be imported when it is first used, for imports within the block.

    After the block an import gives the modules themselves, here as everywhere.
    """
    stand_ins = {name: _Later(name) for name in (*_LATER, _INSTANCER) if name not in sys.modules}
    if _INSTANCER in stand_ins:  # of which a function is imported by name
        stand_ins[_INSTANCER].instantiateVariableFont = _instantiate  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


def _instantiate(*arguments: Any, **options: Any) -> Any:
    return import_module(_INSTANCER).instantiateVariableFont(*arguments, **options)
