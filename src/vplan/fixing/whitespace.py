"""White space that means nothing: what is too much at line ends and in titles, and what stands where spaces belong.

It is no finding, for nothing is wrong with the plan, except for tabs; only `--fix` tidies it up. What Markdown reads
(two spaces before a line end) is left, and so is a text with program code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from vplan.diagnostics import Edit, Fix, msg
from vplan.fixing.edits import apply
from vplan.source.tree import Mapping, Scalar, Sequence, Source, Value

_INDENT = re.compile("[ \t\u00a0\u202f\u2007]+")
_NOT_SPACE = re.compile("[\u00a0\u202f\u2007]")
_TRAILING = re.compile(r"(?<![ \t])[ \t]+\Z")
_WIDE = re.compile(r"(?<=\S) {2,}(?=\S)")
_KEY = r"[^\s:#'\"\[\]{},&*!|>%@`][^:#'\"\[\]{}\t]{0,80}:"
_AFTER_SIGN = re.compile(rf"[ ]*(?:- )*(?:-|{_KEY})(?P<gap>[ \t]*\t[ \t]*)\S")
_IN_TEXT = re.compile(r"(?<=\S)[ \t]*\t[ \t]*(?=\S)")
_LONGEST = 1000  # so far into a line a tab between words is sought
_WIDTHS = (2, 4, 8)
TITLES = frozenset({
    "titel", "rubrik", "tabellrubrik", "radrubrik", "namn", "enhet", "förvaltning", "nämndmål", "mål", "aktivitet",
    "rad", "till", "dokumenttyp", "kommun", "bilagor",
})  # fmt: skip
_BLOCK = ("|", ">")

Judge = Callable[[Source], tuple[Value | None, int]]


def indentation(source: Source, judge: Judge) -> list[Fix]:
    """Return the fix that puts spaces where a file is indented by tabs or by no-break spaces.

    How wide a tab is must follow from the file: all widths with which it can be read, by `judge`, which returns a
    file's tree and how many errors it has, must say the same.
    """
    lines = [(number, match[0]) for number, line in enumerate(source.lines) if (match := _INDENT.match(line))]
    wrong = [(number, white) for number, white in lines if white.strip(" ") and len(white) < len(source.lines[number])]
    if not wrong:
        return []
    flag = source.has_forbidden
    now, errors_now = judge(source)
    inside = {number for scalar in _scalars(now) for number in _block_lines(scalar)} if now is not None else set()
    wrong = [(number, white) for number, white in wrong if "\t" in white or number not in inside]
    if not wrong:
        return []
    widths = _WIDTHS if any("\t" in white for _, white in wrong) else _WIDTHS[:1]
    tries = [_widened(source, wrong, width) for width in widths]
    read = [(fix, *judge(Source(source.file, apply(source.text, [fix]).text, has_forbidden=flag))) for fix in tries]
    good = [(errors, fix, tree) for fix, tree, errors in read if tree is not None]
    fewest = min((errors for errors, _, _ in good), default=0)
    best = [(fix, tree) for errors, fix, tree in good if errors == fewest]
    certain = bool(best) and fewest < errors_now and all(tree == best[0][1] for _, tree in best)
    return [best[0][0]] if certain else []


def _widened(source: Source, wrong: list[tuple[int, str]], width: int) -> Fix:
    edits = []
    for number, white in wrong:
        span = source.span(number + 1, 1, number + 1, len(white) + 1)
        edits.append(Edit(span, _NOT_SPACE.sub(" ", white).expandtabs(width)))
    return Fix(tuple(edits), msg("Indent with spaces."))


def tidy(source: Source, tree: Value | None) -> list[Fix]:
    """Return the fixes for white space of a file that can be read: at line ends, at the file's end, tabs, in titles."""
    if tree is None:
        return []
    blocks = {number: scalar for scalar in _scalars(tree) for number in _block_lines(scalar)}
    found = list(_line_ends(source, blocks))
    if "\t" in source.text:
        found += _tabs(source, blocks)
    if "  " in source.text:
        found += (fix for scalar in _titles(tree) for fix in _in_title(scalar))
    lines = source.lines
    if lines[-1].strip():
        span = source.span(len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 1)
        if not _TRAILING.search(lines[-1]):
            found.append(Fix((Edit(span, "\n"),), msg("End the file with a line end.")))
    return found


def _scalars(value: Value) -> Iterator[Scalar]:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Scalar):
            yield found
        else:
            waiting += found.values() if isinstance(found, Mapping) else found


def _block_lines(scalar: Scalar) -> range:
    """Return the lines, from 0, of a block scalar's text."""
    if scalar.style not in _BLOCK:
        return range(0)
    return range(scalar.line + 1, scalar.end_line + (scalar.end_column > 0))


def _line_ends(source: Source, blocks: dict[int, Scalar]) -> Iterator[Fix]:
    lines = source.lines
    for number, (line, after) in enumerate(pairwise([*lines, ""])):
        match = _TRAILING.search(line) if line.endswith((" ", "\t")) else None
        if match is None or (number in blocks and not _is_needless(line, after, blocks[number])):
            continue
        if line[: match.start()].endswith("\\"):
            continue  # a backslash makes the space a character
        span = source.span(number + 1, match.start() + 1, number + 1, match.end() + 1)
        yield Fix((Edit(span, ""),), msg("Remove the spaces at the end of the line."))


def _is_needless(line: str, after: str, scalar: Scalar) -> bool:
    """Tell whether the white space at the end of a line of Markdown means nothing: no line break, no code."""
    if not line.strip():
        return scalar.style == "|"
    if scalar.style != "|" or "```" in scalar or "~~~" in scalar:
        return False
    return not line.endswith("  ") or not after.strip()


def _tabs(source: Source, blocks: dict[int, Scalar]) -> Iterator[Fix]:
    for number, line in enumerate(source.lines):
        if "\t" not in line[:_LONGEST]:
            continue
        gap = _tab_in_text(line) if number in blocks else _tab_after_sign(line)
        if gap is not None:
            span = source.span(number + 1, gap[0] + 1, number + 1, gap[1] + 1)
            yield Fix((Edit(span, " "),), msg("Write a space in place of the tab."))


def _tab_in_text(line: str) -> tuple[int, int] | None:
    """Return where the only tab in a line of text stands; several may be the columns of a table."""
    found = list(_IN_TEXT.finditer(line[:_LONGEST]))
    return found[0].span() if len(found) == 1 and "```" not in line else None


def _tab_after_sign(line: str) -> tuple[int, int] | None:
    match = _AFTER_SIGN.match(line)
    return match.span("gap") if match else None


def _titles(tree: Value) -> Iterator[Scalar]:
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            for key, inner in value.items():
                if key in TITLES and isinstance(inner, Scalar):
                    yield inner
                elif key in TITLES and isinstance(inner, Sequence):
                    yield from (item for item in inner if isinstance(item, Scalar))
            waiting += [inner for inner in value.values() if not isinstance(inner, Scalar)]
        elif isinstance(value, Sequence):
            waiting += [inner for inner in value if not isinstance(inner, Scalar)]


def _in_title(scalar: Scalar) -> Iterator[Fix]:
    if "  " not in scalar or scalar.style in _BLOCK or scalar.line != scalar.end_line:
        return
    number = scalar.line
    raw = scalar.source.lines[number]
    for match in _WIDE.finditer(raw, scalar.column, scalar.end_column):
        span = scalar.source.span(number + 1, match.start() + 1, number + 1, match.end() + 1)
        yield Fix((Edit(span, " "),), msg("Write one space."))
