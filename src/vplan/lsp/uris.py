"""File addresses of the protocol into paths and back."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote, urlsplit

_DRIVE = re.compile(r"/[A-Za-z]:(/|\Z)")


def to_path(uri: str) -> Path | None:
    """Return the path that an address names, with links in its folders followed; None where it names no file.

    Clients escape å, ä and ö or leave them; some give a name in another Unicode form than the disk has, so that the
    form that is there is taken.
    """
    try:
        parts = urlsplit(uri)
        path = unquote(parts.path, errors="strict")
    except ValueError:
        return None
    if parts.scheme != "file" or not path.startswith("/") or "\0" in path:
        return None
    if parts.netloc and parts.netloc != "localhost":
        path = f"//{unquote(parts.netloc)}{path}"
    if os.name == "nt" and _DRIVE.match(path):
        path = path[1:]
    return _settled(_existing(Path(path)))


def _existing(path: Path) -> Path:
    forms = (path, *(Path(unicodedata.normalize(form, str(path))) for form in ("NFC", "NFD")))
    there = next((form for form in forms if _exists(form)), None)
    return there or next((form for form in forms if _exists(form.parent)), path)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _settled(path: Path) -> Path | None:
    try:
        return path.parent.resolve() / path.name if path.name else path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def to_uri(path: Path) -> str:
    """Return the address of an absolute path."""
    return path.as_uri()
