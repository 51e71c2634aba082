"""What decides an output besides the plan: the package's own files and the versions of what it uses."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

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
_LIBRARIES = ("libpango-1.0.so.0", "libharfbuzz.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1")
_FONTS = "fonts/"
_NOT_DECIDING = ("building", "cli", "exporting", "importing", "locale", "report", "scaffold", "_data", "__pycache__")


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


def toolchain_digest() -> str:
    """Return one hash over templates, editions, style sheets, fonts, the code that renders, and all versions."""
    return digest(f"{_toolchain()} {os.environ.get('SOURCE_DATE_EPOCH', '')}".encode())


@cache
def _toolchain() -> str:
    return digest(repr([_templates(), _code(), sorted(versions().items()), _library_files()]).encode())


def made_with() -> dict[str, Any]:
    """Return what decides a document besides its sources, as its PDF tells it: versions, and hashes of our own files.

    The versions of Pango and HarfBuzz are for the process that loads them to add.
    """
    templates = _templates()
    fonts = {name.removeprefix(_FONTS): value for name, value in templates if name.startswith(_FONTS)}
    return {
        "versions": {**versions(), "python": versions()["python"].rpartition(".")[0]},
        "code": digest(repr(_code()).encode()),
        "templates": digest(repr([item for item in templates if not item[0].startswith(_FONTS)]).encode()),
        "fonts": {name: value for name, value in fonts.items() if name.endswith(".ttf")},
    }


@cache
def _templates() -> list[tuple[str, str]]:
    from vplan.resources import templates_dir

    return digest_tree(str(templates_dir()), ("__pycache__",))


@cache
def _code() -> list[tuple[str, str]]:
    package = Path(__file__).parent.parent
    return [(name, value) for name, value in digest_tree(str(package), _NOT_DECIDING) if name.endswith(".py")]


def _library_files() -> list[str]:
    """Return the names of the files behind Pango and HarfBuzz, which tell their versions on Linux without loading them.

    `libpango-1.0.so.0` is a link to `libpango-1.0.so.0.5000.12`, which is version 1.50.12.
    """
    if sys.platform != "linux":
        return []
    machine = os.uname().machine
    folders = [*os.environ.get("LD_LIBRARY_PATH", "").split(":"), "/usr/local/lib", f"/usr/lib/{machine}-linux-gnu"]
    folders += ["/usr/lib64", "/usr/lib"]
    found = []
    for name in _LIBRARIES:
        paths = (f"{folder}/{name}" for folder in folders if folder)
        path = next((path for path in paths if os.path.exists(path)), "")  # noqa: PTH110 - a Path costs more
        found.append(os.path.realpath(path).rpartition("/")[2] if path else "")
    return found
