"""The rules' pages for a person and for a script: a list of all, and one page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from vplan.diagnostics import Message, Severity
from vplan.i18n import translate
from vplan.report.json import dump
from vplan.report.terminal import Paper
from vplan.report.text import COLORS, severity_name
from vplan.rules.pages import Page, Part, pages
from vplan.rules.topics import by_topic
from vplan.version import __version__

VERSION = 1
FIXED_SIGN = "*"
_GAP = 2
_NARROWEST_SENTENCE = 30
_WIDEST = 100  # a longer line is hard to read
_CODE = re.compile(r"`([^`]+)`")


def one_a_line() -> str:
    """Write each rule on a line: id, severity, sentence; in alphabetical order, for a pipe."""
    shown = [(page.id, _severity(page), page.name) for page in pages().values()]
    first, second = (max(len(row[column]) for row in shown) for column in (0, 1))
    return "".join(f"{rule:{first}}  {severity:{second}}  {name}\n" for rule, severity, name in shown)


def overview(paper: Paper) -> str:
    """Write the rules by topic for a terminal, the sentences in a column that fits its width."""
    topics = by_topic()
    every = [page for _, of_topic in topics for page in of_topic]
    columns = max(len(page.id) for page in every), max(len(_severity(page)) for page in every)
    blocks = ["\n".join(_topic(topic, of_topic, columns, paper)) for topic, of_topic in topics]
    closing = translate("{sign} cannot be changed. “vplan explain RULE” says why a rule is there.")
    return "\n\n".join([*blocks, _filled(closing.format(sign=FIXED_SIGN), paper)])


def _topic(topic: Message, of_topic: Sequence[Page], columns: tuple[int, int], paper: Paper) -> Iterator[str]:
    yield paper.paint(str(topic), "1")
    before = sum(columns) + 3 * _GAP
    room = paper.width - before
    for page in of_topic:
        severity = paper.paint(f"{_severity(page):{columns[1]}}", COLORS[page.severity])
        head = f"  {page.id:{columns[0]}}  {severity}"
        if room < _NARROWEST_SENTENCE:
            yield head.rstrip()
            yield textwrap.indent(_filled(page.name, Paper(paper.width - 4)), "    ")
            continue
        first, *rest = textwrap.wrap(page.name, min(room, _WIDEST), break_on_hyphens=False)
        yield f"{head}  {first}"
        yield from (f"{' ' * before}{line}" for line in rest)


def _severity(page: Page) -> str:
    return f"{severity_name(page.severity)}{FIXED_SIGN if page.is_unchangeable else ''}"


def as_text(page: Page, paper: Paper) -> str:
    """Write a rule's page for a terminal; examples keep their lines."""
    severities = [paper.paint(severity_name(s), f"1;{COLORS[s]}") for s in (page.severity, *page.also)]
    blocks = [f"{paper.paint(page.id, '1')}: {', '.join(severities)}", _filled(page.name, paper)]
    label = ""
    for part in page.parts():
        is_first, label = part.label != label, part.label
        blocks.append(_part(part, paper, is_first=is_first and bool(label)))
    return "\n\n".join([*blocks, *_closing(page, paper)])


def _part(part: Part, paper: Paper, *, is_first: bool) -> str:
    label = f"{part.shown_label}:" if is_first else ""
    painted = paper.paint(label, "1")
    if part.is_code:
        lines = textwrap.indent("\n".join(_examples(part)), "    ")
        return f"{painted}\n\n{lines}" if label else lines
    text = _filled(f"{label} {part.shown()}".strip(), paper)
    return text.replace(label, painted, 1) if label else text


def _examples(part: Part) -> list[str]:
    """Return the lines of an example; of several that stand in a line, each on one of its own."""
    return _CODE.findall(part.text) if part.text.startswith("`") else part.text.split("\n")


def _closing(page: Page, paper: Paper) -> Iterator[str]:
    """Say how the rule can be allowed at one place, or that it cannot."""
    if page.is_unchangeable:
        yield _filled(translate("No setting and no comment changes this rule."), paper)
        return
    if page.fixed:
        sentence = translate("Its errors cannot be changed. A comment with a reason allows the rest at one place:")
    else:
        sentence = translate("A comment with a reason allows it at one place:")
    yield _filled(sentence, paper)
    yield f"    # vplan: tillåt {page.id}: {translate('the reason')}"
    if not page.fixed:
        yield _filled(translate("vplan.yaml says how much it weighs everywhere, or in a folder:"), paper)
        yield f"    regler:\n      - {{regel: {page.id}, nivå: av}}"


def _filled(text: str, paper: Paper) -> str:
    return textwrap.fill(text, min(paper.width, _WIDEST), break_long_words=False, break_on_hyphens=False)


def as_json() -> str:
    """Return all rules with their pages as JSON; the sentences are in the user's language."""
    rules = [_entry(str(topic), page) for topic, of_topic in by_topic() for page in of_topic]
    rules.sort(key=lambda entry: str(entry["rule"]))
    tool = {"name": "vplan", "version": __version__}
    return dump({"format": "vplan-rules", "version": VERSION, "tool": tool, "rules": rules})


def _entry(topic: str, page: Page) -> dict[str, object]:
    return {
        "rule": page.id,
        "severity": page.severity.value,
        "severities": [severity.value for severity in Severity if severity in (page.severity, *page.also)],
        "fixed": page.fixed,
        "topic": topic,
        "name": page.name,
        "page": [
            {"part": part.label.lower(), "text": "\n".join(_examples(part)) if part.is_code else part.shown(),
             "code": part.is_code}
            for part in page.parts()
        ],
    }  # fmt: skip
