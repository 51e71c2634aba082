"""The base of all models: places, unknown keys, missing keys, and findings instead of exceptions.

A finding about one value must not hide the findings about the others, so a model is built even from a faulty file:
validators report to the `Findings` handed in as pydantic's context and go on with an empty value. Without that context
they raise, as pydantic validators do.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import with_info_plain_validator_function

from vplan.diagnostics import Diagnostic, Fix, Message, Severity, Span, msg
from vplan.source.tree import Mapping, Scalar, Sequence, Source, Value, span_of

MAX_FINDINGS = 200


class Findings:
    """Collects findings while a file's models are built."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.items: list[Diagnostic] = []

    @property
    def is_full(self) -> bool:
        """Tell whether no more findings are kept."""
        return len(self.items) >= MAX_FINDINGS

    def add(
        self,
        rule: str,
        span: Span,
        message: Message,
        hint: Message | None = None,
        *,
        severity: Severity = Severity.ERROR,
        fix: Fix | None = None,
    ) -> None:
        """Add one finding; after `MAX_FINDINGS` in a file no more are kept."""
        if not self.is_full:
            self.items.append(Diagnostic(rule, severity, span, message, hint, fix=fix))


def report(
    info: ValidationInfo,
    value: Any,
    rule: str,
    message: Message,
    hint: Message | None = None,
    *,
    span: Span | None = None,
    severity: Severity = Severity.ERROR,
    fix: Fix | None = None,
) -> None:
    """Report a finding about `value` to the context; raises `PydanticCustomError` when there is no context."""
    findings = info.context
    if isinstance(findings, Findings):
        place = span or span_of(value) or findings.source.span()
        findings.add(rule, place, message, hint, severity=severity, fix=fix)
    elif severity is Severity.ERROR:
        raise PydanticCustomError("vplan", "{sentence}", {"sentence": str(message), "rule": rule})


class ReadBy:
    """An annotation: values are what a function makes of the value in the file, pydantic's context at hand.

    What pydantic's `PlainValidator` is, without the serialiser that it makes of the annotated type: half the time that
    it takes to make a model's validator, and ours are not written out again.
    """

    def __init__(self, function: Callable[[Any, ValidationInfo], Any]) -> None:
        self._function = function

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return with_info_plain_validator_function(self._function)


class SourceModel(BaseModel):
    """A mapping of a source file.

    `what` names the mapping in sentences; `span` and `key_span` give the places of its fields.
    """

    # a part of a file is checked by the validator of the whole, so most models never need one of their own
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)
    what: ClassVar[Message] = msg("a mapping")
    origin: ClassVar[type[SourceModel] | None] = None  # what it adds to, whose other keys are written there
    levels: ClassVar[dict[str, type[SourceModel]]] = {}  # what the entries of a field by ids are made of
    open_key: ClassVar[str] = ""  # the alias of the field that takes all keys that are not known

    # not a private attribute of pydantic: those cost more than all else in building a model
    _node: ClassVar[Mapping | None] = None

    @model_validator(mode="wrap")
    @classmethod
    def _locate(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        # pydantic wraps a model that contains itself twice; the inner call gets what the outer one prepared
        if type(data) is dict or not isinstance(info.context, Findings):
            return handler(data)
        if not isinstance(data, Mapping):
            data = _as_mapping(cls, data, info)
        instance = handler(_known_keys(cls, data, info))
        object.__setattr__(instance, "_node", data)
        return instance

    @property
    def is_stand_in(self) -> bool:
        """Tell whether it stands for a value that is no mapping, which has been reported already."""
        return isinstance(self._node, _Blank)

    @property
    def tree(self) -> Mapping | None:
        """The value tree that the model was made of, or None where it was not made of a file."""
        return self._node

    @property
    def place(self) -> Span:
        """The place of the whole mapping in its file."""
        return self._node.span if self._node is not None else Span("")

    @property
    def source(self) -> Source | None:
        """The file that the mapping stands in, or None for one that was made without a file."""
        return self._node.source if self._node is not None else None

    def span(self, field: str) -> Span:
        """Return the place of a field's value, or of the mapping when the field is not written."""
        value = self._node.get(_alias(type(self), field)) if self._node is not None else None
        return span_of(value) or self.place

    def key_span(self, field: str) -> Span:
        """Return the place of a field's key, or of the mapping when the field is not written."""
        return self._node.key_span(_alias(type(self), field)) if self._node is not None else self.place

    def entry_span(self, field: str, key: str) -> Span:
        """Return the place of a key in a field that is a mapping, or of the field."""
        value = self._node.get(_alias(type(self), field)) if self._node is not None else None
        return value.key_span(key) if isinstance(value, Mapping) else self.span(field)

    def entry_key(self, field: str, key: str) -> Scalar | None:
        """Return a key in a field that is a mapping, with its place; None where it is not written."""
        value = self._node.get(_alias(type(self), field)) if self._node is not None else None
        return value.keys_at.get(key) if isinstance(value, Mapping) else None

    def respelt_key(self, key: str, known: Iterable[str]) -> Fix | None:
        """Return the fix for a key that can only be one of those that are known and not written here."""
        if self._node is None:
            return None
        node = self._node
        return respelt(node.keys_at.get(key), (other for other in known if other not in node))

    def is_absent(self, field: str) -> bool:
        """Tell whether a field has no value: not written or left empty, and no unknown key looks like it, misspelt."""
        if self._node is None:
            return False
        name = _alias(type(self), field)
        value = self._node.get(name)
        if isinstance(value, Mapping):  # a text with its language, or a language alone
            value = value.get("text", value if value.keys() - {"språk"} else None)
            return value is None or not (value.strip() if isinstance(value, Scalar) else value)
        if value is not None:
            return not (value.strip() if isinstance(value, Scalar) else value)
        known = _aliases(type(self))
        return not any(nearest(key, known, 1) == [name] for key in self._node.keys() - known.keys())

    def has(self, field: str) -> bool:
        """Tell whether the field's key is written, even with an empty value."""
        return self._node is not None and _alias(type(self), field) in self._node


@cache
def _aliases(cls: type[BaseModel]) -> dict[str, bool]:
    """Return each key of the YAML with whether it is required."""
    return {field.alias or name: field.is_required() for name, field in cls.model_fields.items()}


@cache
def _required(cls: type[BaseModel]) -> frozenset[str]:
    return frozenset(key for key, required in _aliases(cls).items() if required)


@cache
def _alias(cls: type[BaseModel], field: str) -> str:
    return cls.model_fields[field].alias or field


def _as_mapping(cls: type[SourceModel], data: Any, info: ValidationInfo) -> Mapping:
    findings = info.context
    assert isinstance(findings, Findings)
    span = span_of(data) or findings.source.span()
    keys = ", ".join(list(_aliases(cls))[:4])
    if not (isinstance(data, Scalar) and data.missing):
        report(
            info,
            data,
            "wrong-type",
            msg("Expected here: {what}; found: {found}.", what=cls.what, found=kind_of(data)),
            _missing_space(cls, data) or msg("Write keys with values, such as: {keys}.", keys=keys),
        )
    return _Blank.stand_in(findings.source, span)


def _missing_space(cls: type[SourceModel], data: Any) -> Message | None:
    """Return the hint for a text that is a key with its value, but for the space behind the colon."""
    key, colon, value = data.partition(":") if isinstance(data, Scalar) else ("", "", "")
    if not colon or key not in _aliases(cls) or not value.strip():
        return None
    return msg("Write a space behind the colon: “{line}”.", line=f"{key}: {' '.join(value.split())[:60]}")


class _Blank(Mapping):
    """A mapping that stands for a faulty value: what it lacks has been reported already."""


def _known_keys(cls: type[SourceModel], node: Mapping, info: ValidationInfo) -> dict[str, Any]:
    known = _aliases(cls)
    if node.keys() <= known.keys() and _required(cls) <= node.keys():
        return dict(node)
    data: dict[str, Any] = {}
    others = Mapping.stand_in(node.source, node.span)
    for key, value in node.items():
        if key in known and key != cls.open_key:
            data[key] = value
        elif cls.open_key:
            others[key] = value
            others.keys_at[key] = node.keys_at[key]
        else:
            _report_unknown(cls, node, key, info)
    for key, required in known.items():
        if required and key not in data:
            if not isinstance(node, _Blank):
                report(
                    info,
                    node,
                    "missing-key",
                    msg("The key “{key}” is missing in {what}.", key=key, what=cls.what),
                    _missing_hint(cls, key),
                    span=_first_line(node.span, node),
                )
            data[key] = Scalar.stand_in(node.source, node.span)
    if others:
        data[cls.open_key] = others
    return data


def _missing_hint(cls: type[SourceModel], key: str) -> Message:
    field = next(field for name, field in cls.model_fields.items() if (field.alias or name) == key)
    schemas = (item.json_schema or {} for item in field.metadata if isinstance(item, WithJsonSchema))
    words = [str(word) for schema in schemas for word in schema.get("enum", ()) if word]
    if words:
        return msg("Add the line “{key}: …” with one of {words}.", key=key, words=", ".join(words))
    return msg("Add the line “{key}: …”.", key=key)


def _first_line(span: Span, node: Mapping) -> Span:
    first = next(iter(node.keys_at.values()), None)
    return first.span if first is not None else span


def _report_unknown(cls: type[SourceModel], node: Mapping, key: str, info: ValidationInfo) -> None:
    if isinstance(info.context, Findings) and info.context.is_full:
        return
    known = list(_aliases(cls))
    near = nearest(key, [k for k in known if k not in node] or known)
    if cls.origin is not None and key in _aliases(cls.origin):
        hint = msg(
            "Leave the line out: “{key}” holds as the council or the board wrote it. The keys here are: {keys}.",
            key=key,
            keys=", ".join(known),
        )
    elif near:
        hint = msg("Did you mean “{near}”?", near=near[0])
    elif field := _level_of(cls, node[key]):
        hint = msg("Put “{key}:” below “{field}:”, two spaces further in.", key=key, field=field)
    else:
        hint = msg("The keys here are: {keys}.", keys=", ".join(known))
    report(
        info,
        node,
        "unknown-key",
        msg("The key “{key}” is not known in {what}.", key=key, what=cls.what),
        hint,
        span=node.key_span(key),
        fix=respelt(node.keys_at.get(key), (k for k in known if k not in node)),
    )


def _level_of(cls: type[SourceModel], value: Any) -> str:
    """Return the field that a mapping belongs below, which somebody has left out; empty for none."""
    keys = value.keys() if isinstance(value, Mapping) else ()
    return next((field for field, below in cls.levels.items() if keys and keys <= _aliases(below).keys()), "")


def respelt(word: Scalar | None, known: Iterable[str]) -> Fix | None:
    """Return the fix for a misspelt key, id or word that can only be one of those that are known."""
    if word is None:
        return None
    from vplan.fixing.making import replace_value
    from vplan.fixing.spelling import right_word

    right = right_word(word, known)
    return replace_value(word, right) if right is not None else None


def nearest(word: str, candidates: Iterable[str], count: int = 3) -> list[str]:
    """Return the candidates that look most like `word`, best first."""
    return difflib.get_close_matches(word, list(candidates), n=count, cutoff=0.6)


def kind_of(value: Any) -> Message:
    """Name the kind of a value for a sentence."""
    if isinstance(value, Mapping):
        return msg("keys with values")
    if isinstance(value, Sequence):
        return msg("a list")
    return msg("nothing") if value == "" else msg("a text")


M = TypeVar("M", bound=SourceModel)


def build_model(cls: type[M], value: Value | None, source: Source) -> tuple[M | None, list[Diagnostic]]:
    """Make a model of a file's value tree.

    Returns the model, or None when not even its outline can be made out, and the findings in file order of discovery.
    """
    findings = Findings(source)
    try:
        model = cls.model_validate(value, context=findings)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=False, include_input=False):
            _report_pydantic(findings, value, problem["type"], problem["loc"])
        return None, findings.items
    return model, findings.items


_PYDANTIC = {
    "missing": msg("A key is missing here."),
    "extra_forbidden": msg("A key here is not known."),
    "recursion_loop": msg("The values refer to themselves."),
}


def _report_pydantic(findings: Findings, value: Value | None, kind: str, loc: tuple[int | str, ...]) -> None:
    """Report what only pydantic saw, by its `type` at the value its `loc` leads to."""
    place: Any = value
    for step in loc:
        if (isinstance(place, Mapping) and step in place) or (isinstance(place, Sequence) and isinstance(step, int)):
            place = place[step]  # type: ignore[index]
    message = _PYDANTIC.get(kind, msg("The value does not fit here ({kind}).", kind=kind))
    findings.add("wrong-type", span_of(place) or findings.source.span(), message)
