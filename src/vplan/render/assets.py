"""What the web pages need beside themselves."""

from __future__ import annotations

from pathlib import Path

from vplan.render.styles import FONT_FILES, screen_style
from vplan.resources import fonts_dir

STYLE_SHEET = "assets/vplan.css"


def site_assets() -> dict[str, bytes | Path]:
    """Return the style sheet and the fonts: path in the site to content, or to the file that is copied."""
    files: dict[str, bytes | Path] = {STYLE_SHEET: screen_style().encode()}
    for name in (*FONT_FILES, "OFL.txt"):
        files[f"assets/fonts/{name}"] = fonts_dir() / name
    return files
