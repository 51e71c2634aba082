"""What a YAML syntax error says to a person.

PyYAML and libyaml give their errors as English sentences only, so they are matched here, in one table, by their start.
"""

from __future__ import annotations

import re
from itertools import islice

import yaml

from vplan.diagnostics import Diagnostic, Message, Severity, msg
from vplan.source.bounds import MAX_DEPTH
from vplan.source.tree import Source

_COLON = (
    msg("There is a colon where no key can stand."),
    msg("A value that contains “: ” must be in quotes; long text goes in a block that begins with |."),
)
_INDENT = (
    msg("The indentation does not fit here, or a key lacks its colon."),
    msg("Keys of the same mapping begin in the same column; “key: value” needs the colon and a space."),
)
_UNCLOSED = (
    msg("A quotation mark is opened and never closed."),
    msg("Put the closing mark, or leave the quotation marks out."),
)
_BRACKET = (
    msg("A bracket is not closed, or a comma is missing."),
    msg("Close it with ] or }, or write the list with one “- ” a line."),
)
_START = (
    msg("A value cannot begin with this character."),
    msg("Put the value in quotes."),
)

_PROBLEMS: tuple[tuple[str, tuple[Message, Message]], ...] = (
    ("mapping values are not allowed", _COLON),
    ("did not find expected key", _INDENT),
    ("expected <block end>", _INDENT),
    ("could not find expected ':'", _INDENT),
    ("did not find expected '-' indicator", _INDENT),
    ("block sequence entries are not allowed", _INDENT),
    ("did not find expected <document start>", _INDENT),
    ("found unexpected end of stream", _UNCLOSED),
    ("found unexpected document indicator", _UNCLOSED),
    ("did not find expected ',' or", _BRACKET),
    ("expected ',' or", _BRACKET),
    ("did not find expected node content", _BRACKET),
    ("expected the node content", _BRACKET),
    ("found character", _START),
    ("while scanning an alias", _START),
    (
        "found undefined alias",
        (msg("Aliases (*name) are not used in plans."), msg("A value that begins with * must be in quotes.")),
    ),
    (
        "did not find expected alphabetic or numeric character",
        (msg("A value cannot begin with * or &."), msg("Put the value in quotes.")),
    ),
    (
        "but found another document",
        (msg("A second document begins here (---)."), msg("A file holds one document: remove the line.")),
    ),
    (
        "found a tab",
        (
            msg("There is a tab character here."),
            msg("Use spaces: as many as the line above begins with, and two more below a key that ends in a colon."),
        ),
    ),
    ("found unknown escape", (msg("The backslash begins no known sign."), msg("Use single quotation marks: '…'."))),
    ("found invalid", (msg("This anchor, tag or directive is not valid YAML."), msg("Put the value in quotes."))),
)
_CURLY = (
    msg("The quotation marks “ and ” are those of a word processor; here they are letters like others."),
    msg('Write straight marks around the value: "…".'),
)
_OTHER = (
    msg("The text cannot be read as YAML here."),
    msg("Look at the indentation and the quotation marks of this line and the one before."),
)


# What these were scanning began wrong; the error comes only where it cannot go on.
_FROM_START = (
    "while scanning an alias",
    "while scanning an anchor",
    "while scanning a simple key",
    "while parsing a flow",
)
_CURLY_VALUE = re.compile(r":\s+[“”„]")
_KEY = re.compile(r"\s*(?:- +)*[^\W\d]\w*\Z")
_DASHES = re.compile(r" *(?:- +)*")
_BARE_KEY = re.compile(r"(?P<indent> *(?:- +)*)[a-zåäö][a-zåäö_]*(?:\s|\Z)")
_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_MOST_TOKENS = 30_000  # a file with more is wrong in other ways, and this only betters the sentence
# What a text that was never closed makes of the line on which the next quotation mark stands.
_AFTER_QUOTE = (_INDENT[0], _START[0], _COLON[0], _BRACKET[0])


def syntax_finding(source: Source, error: yaml.YAMLError) -> Diagnostic:
    """Return the finding for a syntax error that PyYAML raised."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", "") or "")
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    context_mark = getattr(error, "context_mark", None)
    message, hint = _sentence(problem, context)
    if context_mark is not None and (message is _UNCLOSED[0] or context.startswith(_FROM_START)):
        line, column = context_mark.line, context_mark.column
    if message in _AFTER_QUOTE and (quote := _open_quote(source, line)) is not None:
        (message, hint), (line, column) = _UNCLOSED, quote
    if message is _COLON[0] and (indent := _key_in_value(source, line, column)) is not None:
        (message, hint), column = _INDENT, indent
    if message is _INDENT[0] and (bare := _without_colon(source, line)) is not None:
        line, column = bare
    if message is _COLON[0] and line < len(source.lines) and _CURLY_VALUE.search(source.lines[line]):
        message, hint = _CURLY
    line, column = _inside(source, line, column)
    if "escape" in problem and column and source.lines[line][column - 1] == "\\":
        column -= 1  # PyYAML gives the place after the backslash, libyaml the backslash
    rule = "alias" if "undefined alias" in problem else "yaml-syntax"
    return Diagnostic(rule, Severity.ERROR, source.span(line + 1, column + 1), message, hint)


def _open_quote(source: Source, line: int) -> tuple[int, int] | None:
    """Return where a quoted text began that ends on this line, but began on an earlier one."""
    depth = 0
    try:
        for token in islice(yaml.scan(source.text, Loader=yaml.BaseLoader), _MOST_TOKENS):
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if token.start_mark.line > line or depth > MAX_DEPTH:  # a token takes the longer the deeper it stands
                break
            if isinstance(token, yaml.ScalarToken) and not token.plain and token.style in ("'", '"'):
                start, end = token.start_mark, token.end_mark
                if start.line < line == end.line:
                    return start.line, start.column
    except yaml.YAMLError:
        pass
    return None


def _key_in_value(source: Source, line: int, column: int) -> int | None:
    """Return the indentation of a line that begins with a key where a value goes on."""
    before = source.lines[line][:column] if line < len(source.lines) else ""
    return len(before) - len(before.lstrip()) if _KEY.match(before) else None


def _without_colon(source: Source, line: int) -> tuple[int, int] | None:
    """Return where the line before begins, if it begins in the same column and with a word as a key does."""
    lines = source.lines[: line + 1]
    before = next((number for number in range(len(lines) - 2, -1, -1) if lines[number].strip()), None)
    if before is None or len(lines) <= line or ":" in lines[before]:
        return None
    found, own = _BARE_KEY.match(lines[before]), _DASHES.match(lines[line])
    if found is None or own is None or len(found["indent"]) != own.end():
        return None
    return before, own.end()


def _sentence(problem: str, context: str) -> tuple[Message, Message]:
    if "quoted scalar" in context and "end of stream" in problem:
        return _UNCLOSED
    for start, sentences in _PROBLEMS:
        if problem.startswith(start) or start in context:
            return sentences
    return _OTHER


def _inside(source: Source, line: int, column: int) -> tuple[int, int]:
    """Move a place past the end of the text to its last character, where a person can see it."""
    lines = source.lines
    while line >= len(lines) or (line > 0 and not lines[line].strip() and column == 0 and line == len(lines) - 1):
        line -= 1
        column = max(len(lines[line].rstrip()) - 1, 0) if 0 <= line < len(lines) else 0
        if line <= 0:
            return 0, max(column, 0)
    return line, column
