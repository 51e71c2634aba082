"""Comments that allow one rule at one place, with a reason: `# vplan: tillåt weaker-target: nämnden beslutade så`.

A comment behind a value allows the rule on that line, and in the text that the line begins. A comment on a line of its
own allows it in the whole block below: the key with all it holds, or the list item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vplan.diagnostics import Diagnostic, Message, Severity, Span, msg
from vplan.model.base import nearest
from vplan.source.tree import Mapping, Scalar, Source, Value
from vplan.source.tree import Sequence as List

MARK = "# vplan:"

_LIKELY = re.compile(r"#\s*vplan:")
_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*vplan:[ \t]*(?P<rest>.*)$")
_ALLOW = re.compile(r"(?:tillåt|allow)[ \t]+(?P<rules>[^:]*)(?::(?P<reason>.*))?$")


@dataclass(frozen=True, slots=True)
class Allowance:
    """One comment: the rules it allows, its own place, and the first and last line (from 1) that it speaks of."""

    rules: tuple[str, ...]
    span: Span
    first: int
    last: int

    def covers(self, finding: Diagnostic) -> bool:
        """Tell whether the finding is one that the comment allows."""
        return finding.rule in self.rules and self.first <= finding.span.line <= self.last


def read_allowances(source: Source, value: Value | None) -> tuple[list[Allowance], list[Diagnostic]]:
    """Return the allowances in a file, and findings on those that are not written right.

    `value` is the file's value tree, which tells comments from text that looks like one. A file without the mark costs
    one search.
    """
    if not _LIKELY.search(source.text):
        return [], []
    stretches = list(_stretches(value))
    texts = [_extent(scalar) for scalar in _scalars(value)]
    allowances: list[Allowance] = []
    findings: list[Diagnostic] = []
    for number, line in enumerate(source.lines):
        match = _COMMENT.search(line)
        if match is None:
            continue
        if any(_holds(text, number, match.start()) for text in texts):
            if not line[: match.start()].strip() and _ALLOW.match(match["rest"].strip()):
                findings.append(_printed(source, number, match.start()))
            continue
        span = source.span(number + 1, match.start() + 1, number + 1, len(line.rstrip()) + 1)
        allowed, problem = _understood(match["rest"], span)
        if problem is not None:
            findings.append(problem)
        elif allowed:
            own_line = not line[: match.start()].strip()
            first, last = _below(source.lines, number, stretches) if own_line else _on_line(number, stretches)
            allowances.append(Allowance(allowed, span, first + 1, last + 1))
    return allowances, findings


def sift(
    findings: Iterable[Diagnostic], allowances: Sequence[Allowance], fixed: frozenset[str]
) -> tuple[list[Diagnostic], set[Allowance]]:
    """Take out the findings of one file that its comments allow; return the others, and the allowances that were used.

    `fixed` are the rules whose errors no comment can allow.
    """
    kept: list[Diagnostic] = []
    used: set[Allowance] = set()
    for finding in findings:
        is_fixed = finding.rule in fixed and finding.severity is Severity.ERROR
        allowing = [a for a in allowances if not is_fixed and a.covers(finding)]
        used.update(allowing)
        if not allowing:
            kept.append(finding)
    return kept, used


def unused(allowances: Iterable[Allowance], used: set[Allowance], never: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield a finding on each allowance that allows nothing; `never` are the rules of which nothing can be allowed."""
    for allowance in allowances:
        if allowance in used:
            continue
        rules = ", ".join(allowance.rules)
        hint = msg("Remove the comment.")
        if never.intersection(allowance.rules):
            message: Message = msg("The rule {rules} cannot be allowed.", rules=rules)
            hint = msg("Remove the comment, and mend what the rule finds.")
        else:
            message = msg("The comment allows {rules}, but nothing that it could allow is found here.", rules=rules)
        yield Diagnostic("unused-allowance", Severity.WARNING, allowance.span, message, hint)


def _printed(source: Source, number: int, column: int) -> Diagnostic:
    span = source.span(number + 1, column + 1, number + 1, len(source.lines[number].rstrip()) + 1)
    message = msg("The comment stands within the text, and would be printed as a heading.")
    hint = msg("Move it to the line above the text's key, with the same indentation as the key.")
    return Diagnostic("bad-allowance", Severity.ERROR, span, message, hint)


def _understood(rest: str, span: Span) -> tuple[tuple[str, ...], Diagnostic | None]:
    form = "# vplan: tillåt weaker-target: …"
    match = _ALLOW.match(rest.strip())
    rules = tuple(rule for rule in re.split(r"[\s,]+", match["rules"].strip()) if rule) if match else ()
    if match is None or not rules:
        hint = msg("Write “{form}”, with the rule's name and the reason.", form=form)
        return (), _finding("bad-allowance", Severity.ERROR, span, msg("The comment to vplan is not understood."), hint)
    from vplan.rules.pages import known

    for rule in rules:
        if rule not in known():
            near = nearest(rule, known())
            hint = msg("Did you mean “{near}”?", near=near[0]) if near else msg("“vplan rules” lists the rules.")
            return (), _finding(
                "unknown-rule", Severity.ERROR, span, msg("There is no rule “{rule}”.", rule=rule), hint
            )
    if not (match["reason"] or "").strip(" .…–-"):
        hint = msg("Write why after a colon: “{form}”.", form=f"# vplan: tillåt {', '.join(rules)}: …")
        return (), _finding(
            "bad-allowance", Severity.ERROR, span, msg("The comment allows a rule without a reason."), hint
        )
    return rules, None


def _finding(rule: str, severity: Severity, span: Span, message: Message, hint: Message) -> Diagnostic:
    return Diagnostic(rule, severity, span, message, hint)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The lines (from 0) from where a key or an item begins to where it ends; `text` when it is a text on one key."""

    first: int
    last: int
    is_text: bool


def _last_line(value: Value) -> int:
    end = value.end
    return end.line - 1 if end.column == 0 and end.line > value.start.line else end.line


def _stretches(value: Value | None) -> Iterator[_Stretch]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            at = value.keys_at[key]
            yield _Stretch(at.line, max(_last_line(inner), at.line), isinstance(inner, Scalar))
            yield from _stretches(inner)
    elif isinstance(value, List):
        for inner in value:
            yield _Stretch(inner.start.line, _last_line(inner), isinstance(inner, Scalar))
            yield from _stretches(inner)


def _scalars(value: Value | None) -> Iterator[Scalar]:
    if isinstance(value, Scalar):
        yield value
    elif isinstance(value, Mapping):
        yield from value.keys_at.values()
        for inner in value.values():
            yield from _scalars(inner)
    elif isinstance(value, List):
        for inner in value:
            yield from _scalars(inner)


def _extent(scalar: Scalar) -> tuple[int, int, int, int]:
    """Return first and last line and column; a text in a block begins on the line below its sign."""
    first = (scalar.line + 1, -1) if scalar.style in ("|", ">") else (scalar.line, scalar.column)
    return *first, scalar.end_line, scalar.end_column


def _holds(text: tuple[int, int, int, int], line: int, column: int) -> bool:
    """Tell whether a position lies within a text: not before its first, nor behind its last character."""
    return (text[0], text[1]) < (line, column) < (text[2], text[3])


def _below(lines: Sequence[str], number: int, stretches: Sequence[_Stretch]) -> tuple[int, int]:
    start = number + 1
    while start < len(lines) and (not lines[start].strip() or lines[start].lstrip().startswith("#")):
        start += 1
    return start, max((s.last for s in stretches if s.first == start), default=start)


def _on_line(number: int, stretches: Sequence[_Stretch]) -> tuple[int, int]:
    return number, max((s.last for s in stretches if s.first == number and s.is_text), default=number)
