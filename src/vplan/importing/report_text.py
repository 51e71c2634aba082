"""The import report for the terminal: a block for each file, with the beginnings of its lists."""

from __future__ import annotations

from collections.abc import Iterator

from vplan.i18n import translate
from vplan.importing.report import FileReport, Item, Section

_SHOWN = 5
_LONGEST = 160


def render_text(file: FileReport, *, bold: bool = False, width: int = 100) -> str:
    """Return the lines on one file, each at most `width` columns; with `bold` its first line stands out."""
    if file.refusal:
        sentence = file.refusal if file.name in file.refusal else f"{file.name}: {file.refusal}"
        return "\n".join([_strong(sentence, bold), *([f"  {file.hint}"] if file.hint else [])])
    lines = [_strong(f"{file.name} → {file.folder}", bold)]
    lines += _wrapped([f"{label} {_grouped(number)}" for label, number in file.figures if number], width)
    lists = [section for section in file.sections if section.items and not section.minor]
    for section in lists:
        lines.append(f"  {section.heading}: {len(section.items)}")
        lines += [f"    {line}" for line in _list(section, width - 4)]
    return "\n".join(lines)


def hides_any(file: FileReport) -> bool:
    """Tell whether the lines on a file leave out entries of its lists."""
    return any(
        len(section.items) > _SHOWN or any(len(item.text) > _LONGEST for item in section.items)
        for section in file.sections
        if not section.minor
    )


def _list(section: Section, width: int) -> Iterator[str]:
    for item in section.items[:_SHOWN]:
        yield _line(item, width)
    more = len(section.items) - _SHOWN
    if more > 0:
        yield translate("… and {number} more").format(number=more)


def _line(item: Item, width: int) -> str:
    target = f" → {item.target}" if item.target else ""
    before = f"{item.where}: " if item.where else ""
    room = max(width - len(before) - len(target), 30)
    room = min(room, _LONGEST) if item.quote else max(room, _LONGEST)
    text = item.text
    if len(text) > room - 2 * item.quote:
        text = f"{text[: room - 1 - 2 * item.quote].rstrip()}…"
    text = translate("“{text}”").format(text=text) if item.quote else text
    return f"{before}{text}{target}"


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


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def _strong(text: str, bold: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if bold else text
