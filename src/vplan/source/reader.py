"""From bytes to text: size, encoding and characters that a plan cannot hold."""

from __future__ import annotations

import os
import re
from itertools import islice
from pathlib import Path

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.source.tree import Source

MAX_BYTES = 5_000_000

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


def read_text(root: Path, file: str) -> tuple[Source | None, list[Diagnostic]]:
    """Read a file of the workspace.

    `file` is relative to `root`. Returns its text, or None when it cannot be read as text, and the findings:
    unreadable, too large (above `MAX_BYTES`), UTF-16, not UTF-8, a byte order mark, control characters.
    """
    path = root / file
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            data = stream.read(size if size <= MAX_BYTES else MAX_BYTES + 1)
    except OSError as error:
        return None, [
            _file_error(file, "unreadable-file", msg("The file cannot be read: {reason}.", reason=error.strerror))
        ]
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000}"
        finding = _file_error(
            file,
            "file-too-large",
            msg("The file is larger than {limit} MB.", limit=limit),
            msg("Split the text over several units, or move attachments out of it."),
        )
        return None, [finding]
    return decode(file, data)


def decode(file: str, data: bytes) -> tuple[Source | None, list[Diagnostic]]:
    """Decode the bytes of a file; see `read_text` for what is returned."""
    if data.startswith(_UTF16) or data[:200].count(b"\0") > 20:
        hint = msg("Save the file as UTF-8, without a byte order mark.")
        return None, [_file_error(file, "not-utf8", msg("The file is written in UTF-16."), hint)]
    findings = []
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        hint = msg("Save the file as UTF-8 without BOM (in VS Code: click UTF-8 in the status bar).")
        findings.append(_file_error(file, "byte-order-mark", msg("The file begins with a byte order mark."), hint))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [*findings, _not_utf8(file, data, error.start)]
    source = Source(file, text, has_forbidden=_may_hold_forbidden(data) and FORBIDDEN.search(text) is not None)
    if source.has_forbidden:
        findings += _forbidden_characters(source)
    return source, findings


def _may_hold_forbidden(data: bytes) -> bool:
    """Tell from the bytes, quickly, whether a text may hold forbidden characters."""
    if len(data.translate(None, _CONTROLS)) != len(data):
        return True
    return b"\xc2" in data or b"\xe2\x80" in data or b"\xef\xbb" in data or b"\xef\xbf" in data


def _not_utf8(file: str, data: bytes, offset: int) -> Diagnostic:
    line = data.count(b"\n", 0, offset) + 1
    before = data[data.rfind(b"\n", 0, offset) + 1 : offset].decode("utf-8", "replace")
    column = len(before) + 1
    char = data[offset : offset + 1].decode("cp1252", "replace")
    return Diagnostic(
        "not-utf8",
        Severity.ERROR,
        Span(file, line, column, line, column + 1),
        msg("The file is not UTF-8: the byte {byte} is not a character.", byte=f"0x{data[offset]:02X}"),
        msg("In Windows-1252 (Latin-1) it would be “{char}”. Save the file as UTF-8.", char=char),
    )


def _forbidden_characters(source: Source) -> list[Diagnostic]:
    lines = enumerate(re.split("\r\n|\r|\n", source.text), 1)
    found = ((number, match) for number, line in lines for match in FORBIDDEN.finditer(line))
    return [
        Diagnostic(
            "control-character",
            Severity.ERROR,
            source.span(number, match.start() + 1),
            msg("The invisible character {code} cannot stand in a plan.", code=f"U+{ord(match.group()):04X}"),
            msg("Delete it; it often comes along when text is pasted from another program."),
        )
        for number, match in islice(found, 20)
    ]


def _file_error(file: str, rule: str, message: Message, hint: Message | None = None) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, Span(file), message, hint)
