"""From bytes to text: size, encoding and characters that a plan cannot hold."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from vplan import hidden
from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.opening import MAX_BYTES, LinkError, NotAFileError, read_bytes
from vplan.oserrors import reason
from vplan.source.tree import Source

MAX_CONTROL_FINDINGS = 10

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
# the others of FORBIDDEN in UTF-8; each begins with a byte that a search without a pattern finds at once
_WIDE = tuple(
    map(
        re.compile,
        (b"\xc2[\x80-\x9f]", b"\xe2\x80[\xa8\xa9]", b"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])"),
    )
)
_RUN = re.compile(f"{FORBIDDEN.pattern}+")
_HALF_SAVED = b"\0" * 8
_UTF32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


def read_text(root: Path, file: str) -> tuple[Source | None, list[Diagnostic]]:
    """Read a file of the workspace.

    `file` is relative to `root`. Returns its text, or None when it cannot be read as text, and the findings:
    a symbolic link, no file, unreadable, too large (above `MAX_BYTES`), UTF-16 or UTF-32, not UTF-8, half-saved, a
    byte order mark, control characters, characters that nobody sees.
    """
    try:
        data = read_bytes(root, file, MAX_BYTES + 1)
    except OSError as error:
        return None, [_not_opened(file, error)]
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


def _not_opened(file: str, error: OSError) -> Diagnostic:
    if isinstance(error, LinkError):
        message = msg("“{path}” is a symbolic link, which is not followed.", path=file)
        return _file_error(file, "symbolic-link", message, msg("Put the file or folder itself there."))
    if isinstance(error, NotAFileError):
        message = msg("“{path}” is no file that can be read.", path=file)
        return _file_error(file, "not-a-file", message, msg("Put an ordinary file there, inside the workspace."))
    message = msg("The file cannot be read: {reason}.", reason=reason(error))
    hint = msg("See that the file is there and that you may read it.")
    return _file_error(file, "unreadable-file", message, hint)


def decode(file: str, data: bytes) -> tuple[Source | None, list[Diagnostic]]:
    """Decode the bytes of a file; see `read_text` for what is returned."""
    wide = _wide_encoding(data)
    if wide:
        hint = msg("Save the file as UTF-8, without a byte order mark.")
        message = msg("The file is written in {encoding}.", encoding=wide)
        return None, [_file_error(file, "not-utf8", message, hint)]
    findings = []
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        hint = msg("Save the file as UTF-8 without BOM (in VS Code: click UTF-8 in the status bar).")
        findings.append(_file_error(file, "byte-order-mark", msg("The file begins with a byte order mark."), hint))
    if b"\0" in data and _HALF_SAVED in data:
        return None, [*findings, _half_saved(file, data)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [*findings, _not_utf8(file, data, error.start)]
    source = Source(file, text, has_forbidden=_holds_forbidden(data))
    if source.has_forbidden:
        findings += _forbidden_characters(source)
    if hidden.may_hide_bytes(data):
        findings += hidden.in_lines(file, text)
    return source, findings


def _wide_encoding(data: bytes) -> str:
    """Name UTF-16 or UTF-32 where a file begins so, by its mark or by zeros in every second or fourth place."""
    if data.startswith(_UTF32):
        return "UTF-32"
    if data.startswith(_UTF16):
        return "UTF-16"
    if b"\0" not in data[:200]:
        return ""
    head = data[:400]
    lanes = [head[at::4] for at in range(4)]
    empty = "".join("0" if lane.count(0) >= 0.9 * len(lane) else "x" if lane.count(0) <= 1 else "?" for lane in lanes)
    return {"x000": "UTF-32", "000x": "UTF-32", "x0x0": "UTF-16", "0x0x": "UTF-16"}.get(empty, "")


def _half_saved(file: str, data: bytes) -> Diagnostic:
    """Return the finding for a stretch of zeros, which a computer that stopped while saving leaves."""
    line, column = _place(data, data.index(_HALF_SAVED))
    return _zeros(Span(file, line, column, line, column + 1))


def _zeros(span: Span) -> Diagnostic:
    message = msg("Zero bytes stand here; the file looks half-saved.")
    hint = msg("Save it again, or fetch the last good copy from the version history or the backup.")
    return Diagnostic("control-character", Severity.ERROR, span, message, hint)


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Return line and column of a byte."""
    before = data[:offset].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _holds_forbidden(data: bytes) -> bool:
    """Tell from the bytes of a text in UTF-8, which is quicker, whether it holds forbidden characters."""
    if len(data.translate(None, _CONTROLS)) != len(data):
        return True
    return any(pattern.pattern[:1] in data and pattern.search(data) is not None for pattern in _WIDE)


def _not_utf8(file: str, data: bytes, offset: int) -> Diagnostic:
    line, column = _place(data, offset)
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
    found = ((number, match) for number, line in lines for match in _RUN.finditer(line))
    return [_forbidden(source, number, match) for number, match in islice(found, MAX_CONTROL_FINDINGS)]


def _forbidden(source: Source, line: int, match: re.Match[str]) -> Diagnostic:
    span = source.span(line, match.start() + 1, line, match.end() + 1)
    if "\0" in match.group():
        return _zeros(span)
    return Diagnostic(
        "control-character",
        Severity.ERROR,
        span,
        msg("The invisible character {code} cannot stand in a plan.", code=f"U+{ord(match.group()[0]):04X}"),
        msg("Delete it; it often comes along when text is pasted from another program."),
    )


def _file_error(file: str, rule: str, message: Message, hint: Message | None = None) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, Span(file), message, hint)
