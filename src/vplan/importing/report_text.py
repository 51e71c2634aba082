"""The import report for the terminal: a block for each file, with the beginnings of its lists."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from vplan.i18n import translate
from vplan.importing.report import FileReport, Item, Section, grouped

_SHOWN = 5
_LONGEST, _LONGEST_SENTENCE = 160, 500


def render_text(file: FileReport, *, bold: bool = False, width: int = 100) -> str:
    """Return the lines on one file, each at most `width` columns; with `bold` its first line stands out."""
    if file.refusal:
        sentence = file.refusal if file.name in file.refusal else f"{file.name}: {file.refusal}"
        return "\n".join([_strong(sentence, bold), *([f"  {file.hint}"] if file.hint else [])])
    lines = [_strong(f"{file.name} → {file.folder}", bold)]
    lines += _wrapped([f"{label} {grouped(number)}" for label, number in file.figures if number], width)
    lines += [f"  {remark}" for remark in file.remarks]
    lists = [section for section in file.sections if section.items and not section.minor]
    for section in lists:
        lines.append(f"  {section.heading}: {len(section.items)}")
        lines += [f"    {line}" for line in _list(section, width - 4)]
    return "\n".join(lines)


def hides_any(file: FileReport) -> bool:
    """Tell whether the lines on a file leave out entries of its lists."""
    return any(
        len(section.items) > _SHOWN or any(item.quote and len(item.text) > _LONGEST for item in section.items)
        for section in file.sections
        if not section.minor
    )


def has_brackets(file: FileReport) -> bool:
    """Tell whether a quotation that is shown has brackets around the missing words."""
    shown = (item for section in file.sections if not section.minor for item in section.items[:_SHOWN])
    return any(item.quote and "[" in item.text for item in shown)


def _list(section: Section, width: int) -> Iterator[str]:
    for item in section.items[:_SHOWN]:
        yield from _lines(item, width)
    more = len(section.items) - _SHOWN
    if more > 0:
        yield translate("… and {number} more").format(number=more)


def _lines(item: Item, width: int) -> Iterator[str]:
    """Yield the lines of an entry; where it is too long for one, its place in the workspace gets a line of its own."""
    before = f"{item.where}: " if item.where else ""
    text, most = item.text, _LONGEST_SENTENCE
    if item.quote:
        most = max(min(width - len(before) - 2, _LONGEST), 30)
    if len(text) > most:
        text = f"{text[: most - 1].rstrip()}…"
    text = translate("“{text}”").format(text=text) if item.quote else text
    target = f"→ {item.target}" if item.target else ""
    line = f"{before}{text} {target}".rstrip()
    if len(line) <= width:
        yield line
        return
    yield from wrap(f"{before}{text}", width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    if target:
        yield f"  {target}"


def _wrapped(parts: list[str], width: int) -> Iterator[str]:
    line = ""
    for part in parts:
        longer = f"{line} · {part}" if line else f"  {part}"
        if line and len(longer) > width:
            yield line
            longer = f"  {part}"
        line = longer
    if line:
        yield line


def _strong(text: str, bold: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if bold else text
