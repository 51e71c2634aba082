"""From text to the value tree, through PyYAML's composer (libyaml's where present)."""

from __future__ import annotations

import re
import unicodedata

import yaml

from vplan.diagnostics import Diagnostic, Message, Related, Severity, Span, msg
from vplan.source.reader import FORBIDDEN
from vplan.source.syntax import syntax_finding
from vplan.source.tree import Mapping, Scalar, Sequence, Source, Value
from vplan.source.yaml12 import changed_by_yaml12

MAX_DEPTH = 50

HAS_LIBYAML = bool(getattr(yaml, "__with_libyaml__", False))
_Loader = yaml.CBaseLoader if HAS_LIBYAML else yaml.BaseLoader

# libyaml composes by recursion in C: what could nest deeper than this is counted first, event by event.
_SAFE_DEPTH = 1000 if HAS_LIBYAML else 60
_BLOCK_OPENERS = re.compile(r"^[ \t\-?:]*", re.MULTILINE)
_PROPERTY_HINTS = {
    "&": ("anchor", msg("Anchors (&name) are not used in plans."), msg("Write the value where it is needed.")),
    "!": ("tag", msg("Tags (!name) are not used in plans."), msg("Remove the tag, or put the value in quotes.")),
}


class _TooDeep(Exception):
    def __init__(self, line: int, column: int) -> None:
        self.line, self.column = line, column


def load_text(source: Source) -> tuple[Value | None, list[Diagnostic]]:
    """Turn the text of a file into a value tree.

    Returns the tree, or None when the text is no YAML or is empty, and the findings: syntax, duplicate keys, anchors,
    aliases, merge keys, tags, tabs, several documents, nesting above `MAX_DEPTH`, a decimal comma that splits a value,
    and scalars that a YAML 1.2 reader would change.
    """
    findings = _tabs(source)
    text = FORBIDDEN.sub(" ", source.text) if FORBIDDEN.search(source.text) else source.text
    if findings:
        text = text.replace("\t", " ")
    try:
        if _may_be_deep(text):
            _measure_depth(text)
        node = yaml.compose(text, Loader=_Loader)
    except _TooDeep as error:
        return None, [*findings, _too_deep(source, error.line, error.column)]
    except yaml.YAMLError as error:
        return None, [*findings, syntax_finding(source, error)]
    if node is None:
        return None, findings
    builder = _Builder(source, text)
    try:
        value = builder.build(node, 1)
    except _TooDeep as error:
        return None, [*findings, _too_deep(source, error.line, error.column)]
    return value, findings + builder.findings


def _tabs(source: Source) -> list[Diagnostic]:
    if "\t" not in source.text:
        return []
    return [
        Diagnostic(
            "tab",
            Severity.ERROR,
            source.span(number, line.index("\t") + 1),
            msg("There is a tab character here."),
            msg("Use spaces; two for each level."),
        )
        for number, line in enumerate(source.lines, 1)
        if "\t" in line
    ][:20]


def _may_be_deep(text: str) -> bool:
    if text.count("[") + text.count("{") > _SAFE_DEPTH:
        return True
    if (
        HAS_LIBYAML
        and "  " * (_SAFE_DEPTH // 2) not in text
        and "- " * (_SAFE_DEPTH // 2) not in text
        and "? ? " not in text
    ):
        return False
    return any(match.end() - match.start() > _SAFE_DEPTH for match in _BLOCK_OPENERS.finditer(text))


def _measure_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _TooDeep(event.start_mark.line, event.start_mark.column)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(source: Source, line: int, column: int) -> Diagnostic:
    return Diagnostic(
        "too-deep",
        Severity.ERROR,
        source.span(line + 1, column + 1),
        msg("The values are nested deeper than {limit} levels.", limit=MAX_DEPTH),
        msg("A plan never needs so many levels; is a bracket missing?"),
    )


class _Builder:
    """Turns composed nodes into values and collects what is wrong with them."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.findings: list[Diagnostic] = []
        self._anchored: set[int] = set()

    def build(self, node: yaml.Node, depth: int) -> Value:
        self._check_property(node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if depth > MAX_DEPTH:
            raise _TooDeep(node.start_mark.line, node.start_mark.column)
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, depth)
        return self._mapping(node, depth)

    def _check_property(self, node: yaml.Node) -> None:
        mark = node.start_mark
        char = self.text[mark.index : mark.index + 1]
        if char not in _PROPERTY_HINTS:
            return
        if id(node) in self._anchored:
            return
        self._anchored.add(id(node))
        rule, message, hint = _PROPERTY_HINTS[char]
        word = re.match(r"\S+", self.text[mark.index :])
        width = len(word.group()) if word else 1
        line, column = mark.line + 1, mark.column + 1
        self._error(rule, self.source.span(line, column, line, column + width), message, hint)
        if char == "&":
            self._aliases(word.group()[1:] if word else "")

    def _aliases(self, name: str) -> None:
        for event in yaml.parse(self.text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent) and event.anchor == name:
                line, column = event.start_mark.line + 1, event.start_mark.column + 1
                span = self.source.span(line, column, line, column + len(name) + 1)
                self._error("alias", span, msg("Aliases (*name) are not used in plans."), msg("Write the value out."))

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        text = node.value
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        scalar = Scalar(text)
        start, end = node.start_mark, node.end_mark
        scalar.source, scalar.style, scalar.missing = self.source, node.style, False
        scalar.line, scalar.column, scalar.start_index = start.line, start.column, start.index
        scalar.end_line, scalar.end_column = end.line, end.column
        if not node.style and text and changed_by_yaml12(text):
            self._yaml12(scalar)
        return scalar

    def _yaml12(self, scalar: Scalar) -> None:
        self.findings.append(
            Diagnostic(
                "yaml12-value",
                Severity.HINT,
                scalar.span,
                msg("Other YAML readers, such as the editor's, take {text} for another value.", text=str(scalar)),
                msg('Write it in quotes: "{text}".', text=str(scalar)),
            )
        )

    def _sequence(self, node: yaml.SequenceNode, depth: int) -> Sequence:
        sequence = Sequence()
        sequence.source, sequence.span = self.source, self._node_span(node)
        previous: Scalar | None = None
        for child in node.value:
            value = self.build(child, depth + 1)
            if node.flow_style and isinstance(value, Scalar):
                if previous is not None and self._is_split_number(previous, value):
                    value = self._joined(previous, value)
                    sequence.pop()
                previous = value
            sequence.append(value)
        return sequence

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Mapping:
        mapping = Mapping()
        mapping.source, mapping.span, mapping.keys_at = self.source, self._node_span(node), {}
        last: str | None = None
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key is None:
                continue
            value = self.build(value_node, depth + 1)
            if node.flow_style and last is not None and value == "":
                before = mapping[last]
                if isinstance(before, Scalar) and self._is_split_number(before, key):
                    mapping[last] = self._joined(before, key)
                    continue
            if key in mapping:
                self._duplicate(mapping, key)
                continue
            mapping[str(key)] = value
            mapping.keys_at[str(key)] = key
            last = str(key)
        return mapping

    def _key(self, node: yaml.Node) -> Scalar | None:
        self._check_property(node)
        if not isinstance(node, yaml.ScalarNode):
            self._error(
                "key-not-text",
                self._node_span(node),
                msg("A key must be a word, not a list or a mapping."),
                msg("Did you mean to put the value in quotes?"),
            )
            return None
        key = self._scalar(node)
        if key == "<<" and not key.style:
            self._error(
                "merge-key",
                key.span,
                msg("Merge keys (<<) are not used in plans."),
                msg("Write the keys out in each place."),
            )
            return None
        return key

    def _duplicate(self, mapping: Mapping, key: Scalar) -> None:
        first = Related(mapping.keys_at[key].span, msg("“{key}” stands here the first time.", key=str(key)))
        self._error(
            "duplicate-key",
            key.span,
            msg("The key “{key}” stands here a second time.", key=str(key)),
            msg("Keep one of them, or join the two values."),
            first,
        )

    def _is_split_number(self, before: Scalar, after: Scalar) -> bool:
        """Tell whether `6` and `1 %` were one value `6,1 %`: digits on both sides of a comma without a space."""
        if (
            before.style
            or after.style
            or before.line != after.line
            or not (before[-1:].isdigit() and after[:1].isdigit())
        ):
            return False
        return self.text[after.start_index - 1 : after.start_index] == "," and before.end_column == after.column - 1

    def _joined(self, before: Scalar, after: Scalar) -> Scalar:
        joined = Scalar(f"{before},{after}")
        joined.source, joined.style, joined.missing = self.source, before.style, False
        joined.line, joined.column, joined.start_index = before.line, before.column, before.start_index
        joined.end_line, joined.end_column = after.end_line, after.end_column
        self._error(
            "decimal-comma-in-flow",
            joined.span,
            msg("The comma splits {text} into two values.", text=str(joined)),
            msg('Put it in quotes: "{text}", or on a line of its own.', text=str(joined)),
        )
        return joined

    def _node_span(self, node: yaml.Node) -> Span:
        start, end = node.start_mark, node.end_mark
        if (end.line, end.column) <= (start.line, start.column):
            return self.source.span(start.line + 1, start.column + 1)
        return Span(self.source.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _error(self, rule: str, span: Span, message: Message, hint: Message, *related: Related) -> None:
        self.findings.append(Diagnostic(rule, Severity.ERROR, span, message, hint, tuple(related)))
