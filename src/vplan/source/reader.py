"""From bytes to text: size, encoding and characters that a plan cannot hold."""

from __future__ import annotations

import re
from pathlib import Path

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.source.tree import Source

MAX_BYTES = 5_000_000

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


def read_text(root: Path, file: str) -> tuple[Source | None, list[Diagnostic]]:
    """Read a file of the workspace.

    `file` is relative to `root`. Returns its text, or None when it cannot be read as text, and the findings: unreadable,
    too large (above `MAX_BYTES`), UTF-16, not UTF-8, a byte order mark, control characters.
    """
    path = root / file
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
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
    source = Source(file, text)
    findings += _forbidden_characters(source)
    return source, findings


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
    findings = []
    if FORBIDDEN.search(source.text):
        for number, line in enumerate(re.split("\r\n|\r|\n", source.text), 1):
            for match in FORBIDDEN.finditer(line):
                code = f"U+{ord(match.group()):04X}"
                findings.append(
                    Diagnostic(
                        "control-character",
                        Severity.ERROR,
                        source.span(number, match.start() + 1),
                        msg("The invisible character {code} cannot stand in a plan.", code=code),
                        msg("Delete it; it often comes along when text is pasted from another program."),
                    )
                )
                if len(findings) >= 20:
                    return findings
    return findings


def _file_error(file: str, rule: str, message: Message, hint: Message | None = None) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, Span(file), message, hint)
