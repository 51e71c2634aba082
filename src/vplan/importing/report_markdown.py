"""The import report as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.i18n import translate
from vplan.importing.report import FileReport, Item, Report, Section, capital, grouped

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_AT_START = re.compile(r"(\s*)(\d+)([.)])|(\s*)([-+=:])")


def render_markdown(report: Report) -> str:
    """Return the report; what comes from the sources can be no Markdown."""
    lines = [f"# {escaped(report.title)}", "", escaped(report.lead), ""]
    lines += [*_table(report.totals), ""]
    for file in report.files:
        lines += _file(file)
    return "\n".join(lines).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """Return a text on one line that Markdown shows as it is."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    match = _AT_START.match(line)
    if match is None:
        return line
    at = match.end(2) if match[2] else match.start(5)
    return f"{line[:at]}\\{line[at:]}"


def _file(file: FileReport) -> Iterator[str]:
    yield from (f"## {escaped(file.name)}", "")
    if file.refusal:
        yield from (
            f"**{escaped(translate('Not imported'))}:** {escaped(file.refusal)} {escaped(file.hint)}".rstrip(),
            "",
        )
        return
    yield from (f"{escaped(file.source)} → {_code(file.folder)}", "")
    for remark in file.remarks:
        yield from (escaped(remark), "")
    yield from (*_table(file.figures), "")
    for section in file.sections:
        yield from _section(section)
    yield from (f"### {escaped(translate('Files written'))}", "", *(f"- {_code(path)}" for path in file.written), "")


def _section(section: Section) -> Iterator[str]:
    yield from (f"### {escaped(section.heading)} ({len(section.items)})", "")
    yield from (escaped(section.about), "", *map(_item, section.items), "")


def _item(item: Item) -> str:
    colon = "" if item.where.endswith("×") else ":"
    parts = [f"**{escaped(item.where)}**{colon}" if item.where else "", _quoted(item)]
    if item.note:
        parts.append(f"– {escaped(item.note)}")
    if item.target:
        parts.append(f"→ {_code(item.target)}")
    return "- " + " ".join(part for part in parts if part)


def _quoted(item: Item) -> str:
    return translate("“{text}”").format(text=escaped(item.text)) if item.quote else escaped(item.text)


def _code(text: str) -> str:
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def _table(figures: tuple[tuple[str, int], ...]) -> Iterator[str]:
    yield f"| {escaped(translate('What'))} | {escaped(translate('Number'))} |"
    yield "| --- | ---: |"
    for label, number in figures:
        yield f"| {escaped(capital(label))} | {grouped(number)} |"
