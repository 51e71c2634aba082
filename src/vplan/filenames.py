"""Names of files that not every computer can hold, or that are shown as something else than they are."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.hidden import finding, hidden, may_hide

RULE = "file-name"

# Microsoft, "Naming Files, Paths, and Namespaces": devices, with any ending; characters; a space or full stop last
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|\Z)", re.IGNORECASE)
_REFUSED = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]\Z')
_NO_TEXT = re.compile("[\ud800-\udfff]")  # how Python shows a byte that is no UTF-8
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?<!\.)\Z")


def is_device(name: str) -> bool:
    """Tell whether Windows keeps a name, whatever its ending, for a device."""
    return _DEVICE.match(name) is not None


def name_findings(path: str) -> list[Diagnostic]:
    """Return what is wrong with the name of a file or folder, whose path is relative to the workspace."""
    name = PurePosixPath(path).name
    if not may_hide(name) and not is_device(name) and (_PLAIN.match(name) or not _REFUSED.search(name)):
        return []
    found = [finding(Span(path), run) for _, _, run in hidden(name)][:1]
    if is_device(name) or _REFUSED.search(name):
        message = msg("The name “{name}” cannot stand on a Windows computer.", name=name)
        hint = msg("Rename it: letters, digits, hyphens and one full stop before the ending fit everywhere.")
        found.append(Diagnostic(RULE, Severity.WARNING, Span(path), message, hint))
    return found


def is_text(name: str) -> bool:
    """Tell whether a name, as Python shows it, was UTF-8 on the disk."""
    return name.isascii() or _NO_TEXT.search(name) is None


def no_text(path: str) -> Diagnostic:
    """Return the finding for a file or folder whose name is no text; the path is shown as far as it can be."""
    shown = _NO_TEXT.sub("\ufffd", path)
    message = msg("The name of “{path}” is not in UTF-8; it is not read.", path=shown)
    hint = msg("Rename it: letters, digits, hyphens and one full stop before the ending fit everywhere.")
    return Diagnostic(RULE, Severity.WARNING, Span(shown), message, hint)
