"""matplotlib, imported so that it depends on nothing of the machine: no settings file, no font cache, our fonts alone.

By itself it lists every font of the system when it is imported, which costs more than all else and differs between
machines. It reads that list from a file where it finds one, so it is given a list of the package's two fonts; should a
later version have another form of list, it looks for the fonts itself and nothing but time is lost.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import os
import re
import tempfile
import threading
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from vplan.figures import palette
from vplan.resources import fonts_dir

FONT = "Liberation Sans"
_WEIGHTS = {"LiberationSans-Regular.ttf": 400, "LiberationSans-Bold.ttf": 700}
_VERSION = re.compile(r"^    __version__ = '([^'\n]{1,20})'", re.MULTILINE)
_LOCK = threading.Lock()
_SETTINGS: dict[str, Any] = {
    "font.family": [FONT],
    "font.size": palette.BODY,
    "svg.fonttype": "none",
    "svg.hashsalt": "vplan",
    "path.simplify": False,
    "text.usetex": False,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "axes.linewidth": 0.6,
    "axes.edgecolor": palette.STRONG,
    "axes.labelcolor": palette.INK,
    "axes.axisbelow": True,
    "grid.color": palette.GRID,
    "grid.linewidth": 0.6,
    "xtick.color": palette.MUTED,
    "ytick.color": palette.MUTED,
    "text.color": palette.INK,
    "hatch.linewidth": 0.7,
}


def ready() -> None:
    """Import matplotlib; may be called before workers are forked, so that each need not."""
    with _LOCK:
        _import()


@cache
def _import() -> None:
    with tempfile.TemporaryDirectory(prefix="vplan-charts-") as folder, _environment(folder), _silence():
        _list_fonts(Path(folder))
        import matplotlib
        import matplotlib.backends.backend_svg
        import matplotlib.figure

        matplotlib.rcParams.update(matplotlib.rcParamsDefault)  # a matplotlibrc in the working folder has been read
        from matplotlib import font_manager

        known = {Path(entry.fname).name for entry in font_manager.fontManager.ttflist}
        for name in _WEIGHTS.keys() - known:
            font_manager.fontManager.addfont(fonts_dir() / name)


@contextlib.contextmanager
def _environment(folder: str) -> Iterator[None]:
    """Set the variables by which matplotlib finds its folders and OpenBLAS its threads, for the import alone."""
    ours = {"MPLCONFIGDIR": folder, "MATPLOTLIBRC": folder, "MPLBACKEND": "svg", "OPENBLAS_NUM_THREADS": "1"}
    before = {name: os.environ.get(name) for name in ours}
    (Path(folder) / "matplotlibrc").write_text("", encoding="utf-8")
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    logging.getLogger("matplotlib").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _list_fonts(folder: Path) -> None:
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or not spec.origin:
        return
    version = _VERSION.search((Path(spec.origin).parent / "font_manager.py").read_text(encoding="utf-8"))
    if version is None:
        return
    fonts = [
        {"__class__": "FontEntry", "fname": str(fonts_dir() / name), "name": FONT, "weight": weight}
        for name, weight in _WEIGHTS.items()
    ]
    manager = {
        "__class__": "FontManager",
        "_version": version[1],
        "_FontManager__default_weight": "normal",
        "default_size": None,
        "defaultFamily": {"ttf": FONT, "afm": "Helvetica"},
        "afmlist": [],
        "ttflist": fonts,
    }
    (folder / f"fontlist-v{version[1]}.json").write_text(json.dumps(manager), encoding="utf-8")


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """Give matplotlib our settings for a while, whatever another part of the program has set, and no voice."""
    ready()
    import matplotlib

    with _LOCK, _silence(), matplotlib.rc_context():
        settings: Any = matplotlib.rcParams
        settings.update(_SETTINGS)
        yield
