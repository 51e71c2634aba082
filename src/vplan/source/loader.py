"""From text to the value tree, through PyYAML's composer (libyaml's where present)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import yaml

from vplan import hidden
from vplan.diagnostics import Diagnostic, Fix, Message, Related, Severity, Span, msg
from vplan.source.bounds import MAX_DEPTH, BoundError, TextLoader, TooDeepError, measure
from vplan.source.reader import FORBIDDEN
from vplan.source.syntax import syntax_finding
from vplan.source.tree import Mapping, Mark, Place, Scalar, Sequence, Source, Value
from vplan.source.yaml12 import MAY_CHANGE, changed_by_yaml12

MAX_FINDINGS = 100

_ESCAPED = re.compile(f"{FORBIDDEN.pattern}|[\ud800-\udfff]")
_PROPERTY = re.compile(r"(?:^|[\s\[{,:?-])[&!]")
_NOTHING = ("~", "null")  # who writes these may mean that nothing is to stand there
_PROPERTY_HINTS = {
    "&": ("anchor", msg("Anchors (&name) are not used in plans."), msg("Write the value where it is needed.")),
    "!": ("tag", msg("Tags (!name) are not used in plans."), msg("Remove the tag, or put the value in quotes.")),
}


def load_text(source: Source) -> tuple[Value | None, list[Diagnostic]]:
    """Turn the text of a file into a value tree.

    Returns the tree, or None when the text is no YAML or is empty, and the findings: syntax, duplicate keys, anchors,
    aliases, merge keys, tags, tabs, several documents, what is beyond the bounds of `vplan.source.bounds`, a decimal
    comma that splits a value, and scalars that a YAML 1.2 reader would change.
    """
    findings = _tabs(source)
    indented = any(not source.lines[f.span.line - 1][: f.span.column].strip() for f in findings)
    text = FORBIDDEN.sub(" ", source.text) if source.has_forbidden else source.text
    if findings:
        text = text.replace("\t", " ")
    try:
        measure(text)
        node = yaml.compose(text, Loader=TextLoader)
    except BoundError as error:
        return None, [*findings, error.finding(source)]
    except yaml.YAMLError as error:
        return None, findings if indented else [*findings, syntax_finding(source, error)]
    if node is None:
        return None, findings
    builder = _Builder(source, text)
    try:
        value = builder.build(node, 1)
    except TooDeepError as error:
        return None, [*findings, error.finding(source)]
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
            msg("Use spaces: as many as the line above begins with, and two more below a key that ends in a colon."),
        )
        for number, line in enumerate(source.lines, 1)
        if "\t" in line
    ][:20]


def _is_normal(text: str) -> bool:
    """Tell whether a text is in NFC, as all texts are without a character from U+0300 on."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return unicodedata.is_normalized("NFC", text)
    return True


_LONG_KEY = 100


@lru_cache(1024)
def _is_word(key: str) -> bool:
    """Tell whether a plain key is a word that no YAML reader takes for anything else; keys come again and again."""
    return key[:1].isalpha() and not changed_by_yaml12(key)


class _Builder:
    """Turns composed nodes into values and collects what is wrong with them."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.findings: list[Diagnostic] = []
        self._anchored: set[int] = set()
        self._aliases_found = False
        self._built: set[int] = set()
        self._is_normal = _is_normal(text)
        self._may_have_properties = ("&" in text or "!" in text) and _PROPERTY.search(text) is not None

    def build(self, node: yaml.Node, depth: int) -> Value:
        """Return the value of a node and of all below it; raises `TooDeepError`."""
        if self._may_have_properties:
            self._check_property(node)
        if type(node) is yaml.ScalarNode:
            return self._scalar(node)
        if depth > MAX_DEPTH:
            raise TooDeepError(node.start_mark)
        if self._may_have_properties:
            if id(node) in self._built:
                return self._repeated(node)
            self._built.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, depth)
        assert isinstance(node, yaml.MappingNode)
        return self._mapping(node, depth)

    def _check_property(self, node: yaml.Node) -> None:
        mark = node.start_mark
        assert mark is not None
        char = self.text[mark.index : mark.index + 1]
        if char not in _PROPERTY_HINTS or id(node) in self._anchored:
            return
        self._anchored.add(id(node))
        if len(self.findings) >= MAX_FINDINGS:
            return
        rule, message, hint = _PROPERTY_HINTS[char]
        word = re.match(r"\S+", self.text[mark.index : mark.index + 200])
        name = word.group() if word else char
        line, column = mark.line + 1, mark.column + 1
        self._error(rule, self.source.span(line, column, line, column + len(name)), message, hint)
        if char == "&" and not self._aliases_found:
            self._aliases_found = True
            self._aliases()

    def _aliases(self) -> None:
        for event in yaml.parse(self.text, Loader=TextLoader):
            mark = event.start_mark
            if isinstance(event, yaml.AliasEvent) and mark is not None:
                line, column = mark.line + 1, mark.column + 1
                span = self.source.span(line, column, line, column + len(str(event.anchor)) + 1)
                self._error("alias", span, msg("Aliases (*name) are not used in plans."), msg("Write the value out."))

    def _repeated(self, node: yaml.Node) -> Scalar:
        """Return a stand-in for what an alias repeats: written out, a few lines could fill the memory."""
        assert node.start_mark is not None
        return Scalar.stand_in(self.source, self.source.span(node.start_mark.line + 1, node.start_mark.column + 1))

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        text, style = node.value, node.style
        # an escape may put together what is apart in the file
        if (style == '"' or not self._is_normal) and not text.isascii():
            text = unicodedata.normalize("NFC", text)
        scalar = Scalar(text)
        scalar.source, scalar.style = self.source, style
        scalar.start, scalar.end = node.start_mark, node.end_mark
        if not style:
            if not text:
                scalar.start = scalar.end = self._after_colon(node.start_mark)
            elif text[0] in MAY_CHANGE and changed_by_yaml12(text):
                self._yaml12(scalar)
        elif style == '"':
            if hidden.may_hide(text):
                self._hidden_by_escape(scalar)
            if _ESCAPED.search(text):
                return self._without_escaped(scalar)
        return scalar

    def _after_colon(self, mark: Mark) -> Mark:
        """Return the place of an empty value; libyaml gives it with the white space after the colon, PyYAML without."""
        index = mark.index
        while index > 0 and self.text[index - 1] == " ":
            index -= 1
        back = mark.index - index
        return Place(index, mark.line, mark.column - back) if 0 < back < mark.column else mark

    def _hidden_by_escape(self, scalar: Scalar) -> None:
        """Tell of a character that nobody sees and that a backslash makes; others were found in the file."""
        written = self.text[scalar.start.index : scalar.end.index]
        made = next((run for _, _, run in hidden.hidden(scalar) if run not in written), None)
        if made and len(self.findings) < MAX_FINDINGS:
            self.findings.append(hidden.finding(scalar.span, made))

    def _without_escaped(self, scalar: Scalar) -> Scalar:
        match = _ESCAPED.search(scalar)
        assert match is not None
        code = f"U+{ord(match.group()):04X}"
        message = msg("The backslash makes the invisible character {code}, which cannot stand in a plan.", code=code)
        self._error("control-character", scalar.span, message, msg("Use single quotation marks: '…'."))
        return Scalar.made_from(scalar, _ESCAPED.sub(" ", scalar))

    def _yaml12(self, scalar: Scalar) -> None:
        if len(self.findings) >= MAX_FINDINGS:
            return
        from vplan.fixing.making import quote

        self.findings.append(
            Diagnostic(
                "yaml12-value",
                Severity.HINT,
                scalar.span,
                msg("Other YAML readers, such as the editor's, take {text} for another value.", text=str(scalar)),
                msg('Write it in quotes: "{text}".', text=str(scalar)),
                fix=quote(scalar) if scalar.lower() not in _NOTHING else None,
            )
        )

    def _sequence(self, node: yaml.SequenceNode, depth: int) -> Sequence:
        sequence = Sequence()
        sequence.source, sequence.start, sequence.end = self.source, node.start_mark, node.end_mark
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
        mapping.source, mapping.start, mapping.end = self.source, node.start_mark, node.end_mark
        mapping.keys_at = keys = {}
        plain_keys = mapping.plain_keys
        last: str | None = None
        scalar_node = yaml.ScalarNode
        keys_are_words = self._is_normal and not self._may_have_properties and not node.flow_style
        for key_node, value_node in node.value:
            if keys_are_words and type(key_node) is scalar_node and not key_node.style:
                word = key_node.value
                if word not in mapping and len(word) < _LONG_KEY and _is_word(word):
                    is_scalar = type(value_node) is scalar_node
                    mapping[word] = self._scalar(value_node) if is_scalar else self.build(value_node, depth + 1)
                    plain_keys[word] = key_node
                    continue
            key = self._key(key_node, depth)
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
            keys[str(key)] = key
            last = str(key)
        return mapping

    def _key(self, node: yaml.Node, depth: int) -> Scalar | None:
        if self._may_have_properties:
            self._check_property(node)
        if not isinstance(node, yaml.ScalarNode):
            self._error(
                "key-not-text",
                self.build(node, depth + 1).span,
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
            or "," in before
            or before.start.line != after.start.line
            or not (before[-1:].isdigit() and after[:1].isdigit())
        ):
            return False
        return self.text[after.start.index - 1 : after.start.index] == "," and before.end_column == after.column - 1

    def _joined(self, before: Scalar, after: Scalar) -> Scalar:
        from vplan.fixing.making import quote

        joined = Scalar.made_from(before, f"{before},{after}", after)
        self._error(
            "decimal-comma-in-flow",
            joined.span,
            msg("The comma splits {text} into two values.", text=str(joined)),
            msg('Put it in quotes: "{text}", or on a line of its own.', text=str(joined)),
            fix=quote(joined),
        )
        return joined

    def _error(
        self, rule: str, span: Span, message: Message, hint: Message, *related: Related, fix: Fix | None = None
    ) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Diagnostic(rule, Severity.ERROR, span, message, hint, tuple(related), fix))
