"""What decides an output besides the plan: the package's own files and the versions of what it uses."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from vplan.building.files import digest, digest_tree
from vplan.version import __version__

_DISTRIBUTIONS = (
    "cssselect2",
    "fonttools",
    "jinja2",
    "markdown_it_py",
    "matplotlib",
    "pillow",
    "pydantic",
    "pydyf",
    "pyphen",
    "pyyaml",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
)
_NOT_DECIDING = ("building", "cli", "report", "locale", "_data", "__pycache__")


@cache
def versions() -> dict[str, str]:
    """Return the versions of vplan, Python and the packages that decide an output.

    Read from the names of the metadata folders on `sys.path`, the first of each name, which is what an import finds:
    `importlib.metadata` costs more than hashing all sources.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - names are all that is needed
        except OSError:
            continue
        for name in sorted(names):
            stem, dot, kind = name.rpartition(".")
            if dot and kind in ("dist-info", "egg-info"):
                package, _, version = stem.partition("-")
                found.setdefault(package.lower().replace(".", "_").replace("-", "_"), version.partition("-")[0])
    chosen = {name: found[name] for name in _DISTRIBUTIONS if name in found}
    return {"python": ".".join(map(str, sys.version_info[:3])), "vplan": __version__, **chosen}


@cache
def toolchain_digest() -> str:
    """Return one hash over templates, editions, style sheets, fonts, the code that renders, and all versions."""
    from vplan.resources import templates_dir

    package = Path(__file__).parent.parent
    parts = [
        digest_tree(str(templates_dir()), ("__pycache__",)),
        [(name, value) for name, value in digest_tree(str(package), _NOT_DECIDING) if name.endswith(".py")],
        sorted(versions().items()),
        os.environ.get("SOURCE_DATE_EPOCH", ""),
    ]
    return digest(repr(parts).encode())
