"""Where the files lie that the package carries: templates, style sheets, fonts, editions and schemas.

In a checkout they stand at the root of the repository, in a wheel below `vplan/_data`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def _data_dir() -> Path:
    carried = _PACKAGE / "_data"
    return carried if carried.is_dir() else _PACKAGE.parents[1]


def templates_dir() -> Path:
    """Return the folder of the Jinja templates."""
    return _data_dir() / "templates"


def css_dir() -> Path:
    """Return the folder of the style sheets."""
    return templates_dir() / "css"


def fonts_dir() -> Path:
    """Return the folder of the fonts and their licence."""
    return templates_dir() / "fonts"


def editions_dir() -> Path:
    """Return the folder of the editions that the package carries."""
    return templates_dir() / "editions"


def schemas_dir() -> Path:
    """Return the folder of the generated JSON schemas."""
    return _data_dir() / "schemas"
