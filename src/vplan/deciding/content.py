"""What a document says, as texts by path: the canonical content that a decision is on.

It holds the values of the unit's own files, the name of the edition, those parts of the council's and the board's files
that the unit uses, and the files that texts and figures show, as hashes, pictures as they are printed. It does not hold
comments, the order of keys, white space, quotes or the way in which Markdown is written; nor what stands elsewhere: the
edition's words, the settings, the templates. Lists, and mappings whose order is printed, keep their order.

`VERSION` names this definition. A change of it makes a new version, and the old one must stay computable.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from vplan.deciding.texts import Piece, Said, as_meant, as_written
from vplan.diagnostics import Span
from vplan.link import LinkedBoardGoal, LinkedGoal, LinkedIndicator, LinkedPlan
from vplan.model.base import SourceModel
from vplan.model.common import Activity
from vplan.model.decision import PART_DIGITS, PIECE_DIGITS, DecidedDocument
from vplan.model.figure import Box
from vplan.model.prose import Prose
from vplan.model.target import Target, TargetKind
from vplan.model.values import Amount, as_id, one_line
from vplan.opening import read_bytes
from vplan.picture import PICTURE_ENDINGS, PictureError, clean_picture
from vplan.questions import LinkedAward
from vplan.source.tree import Scalar

VERSION = 1

FILES = "filer/"  # begins the paths of files, whose texts are hashes
_MAX_FILE = 20_000_000  # as for a picture
_MAX_KEY = 60
_NAMES = ("id", "number", "heading", "caption", "label", "name", "text")  # what an item of a list goes by
_ORDERED = frozenset({"columns", "facts", "series"})  # mappings that are printed in their order
_GOAL_TEXTS = ("number", "title", "description", "expected_result")
_HEADING_ALONE = "resources"  # an empty text that prints its heading

ReadProse = Callable[[Prose], Said]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands, found out only when it is asked for: a value, a field of a model, or a file.

    `pieces` are those of a text, which may be long.
    """

    model: SourceModel | None = None
    field: str = ""
    value: Scalar | None = None
    file: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def span(self) -> Span:
        """The place in its file."""
        if self.value is not None and not self.value.missing:
            return self.value.span
        if self.model is not None:
            return self.model.span(self.field) if self.field else self.model.place
        return Span(self.file)


@dataclass(slots=True)
class Content:
    """The texts of a document by path, and the places of the paths and of those above them."""

    document: DecidedDocument
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of the whole."""
        return digest_of(self.document, self.texts)

    @property
    def parts(self) -> dict[str, str]:
        """The beginnings of the parts' hashes by path, in the order of the document; they tell parts apart.

        Behind that of a text of several paragraphs come those of its paragraphs, with full stops between.
        """
        return {path: self.part(path) for path in self.texts}

    def part(self, path: str) -> str:
        """The hash of one part."""
        return ".".join((_digest(self.texts[path])[:PART_DIGITS], *self._pieces(path)))

    def _pieces(self, path: str) -> list[str]:
        place = self.places.get(path)
        pieces = place.pieces if place is not None else ()
        return [_digest(piece.text)[:PIECE_DIGITS] for piece in pieces] if len(pieces) > 1 else []


def digest_of(document: DecidedDocument, texts: Mapping[str, str]) -> str:
    """Return the hash of a document's texts by path: over JSON with sorted keys and without white space, in UTF-8."""
    whole = {"version": VERSION, "dokument": document.value, "delar": texts}
    return _digest(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def content_of(linked: LinkedPlan | LinkedAward, root: Path, read: ReadProse) -> Content:
    """Return the canonical content of a plan or an application; `read` says what a text is taken for."""
    walker = _walked(linked, read)
    _files(linked, root, walker)
    return walker.content


def texts_of(linked: LinkedPlan | LinkedAward) -> list[str]:
    """Return all texts of a plan or an application, the council's and the board's among them, as they are written."""
    return _walked(linked, as_written).read


def files_named(files: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return the files whose names stand in texts, as they are or as an address or Markdown writes them."""
    whole = "\n".join(texts)
    named = "\n".join((whole, unquote(whole), unescape(whole.replace("\\", ""))))
    return [file for file in files if file.rpartition("/")[2] in named]


def as_printed(file: str, data: bytes) -> bytes:
    """Return a file's content, a picture's as it is printed; what only its name calls a picture stays as it is."""
    if not file.lower().endswith(PICTURE_ENDINGS):
        return data
    try:
        return clean_picture(data, "print")
    except PictureError:
        return data


def _walked(linked: LinkedPlan | LinkedAward, read: ReadProse) -> _Walker:
    is_plan = isinstance(linked, LinkedPlan)
    walker = _Walker(Content(DecidedDocument.PLAN if is_plan else DecidedDocument.AWARD), read)
    walker.put("år", str(linked.year), Place(file=linked.folder))
    if isinstance(linked, LinkedPlan):
        _plan(linked, walker)
    else:
        walker.model("utmärkelse", linked.award, ("year",))
        if linked.board is not None:
            walker.scalars("nämnd", linked.board, ("name",))
    return walker


def _plan(linked: LinkedPlan, walker: _Walker) -> None:
    walker.model("plan", linked.plan, ("year",))
    walker.scalars("nämnd", linked.board, ("name",))
    walker.order("mål", [found.direction.reference for found in linked.directions])
    for found in linked.directions:
        path = walker.below("mål", found.direction.reference)
        walker.scalars(path, found.direction, ("number", "title", "description"))
        walker.order(f"{path}/mål", [goal.goal.reference for goal in found.goals])
        for goal in found.goals:
            _goal(goal, walker.below(f"{path}/mål", goal.goal.reference), walker)
    if linked.economy is not None:
        walker.model("ekonomi", linked.economy, ("year",))


def _goal(linked: LinkedGoal, path: str, walker: _Walker) -> None:
    walker.scalars(path, linked.goal, ("number", "title", "description"))
    _rows(linked.indicators, linked.activities, path, walker)
    walker.order(f"{path}/nämndmål", [str(found.goal.id) for found in linked.board_goals])
    for found in linked.board_goals:
        _board_goal(found, walker.below(f"{path}/nämndmål", str(found.goal.id)), walker)


def _board_goal(linked: LinkedBoardGoal, path: str, walker: _Walker) -> None:
    walker.scalars(path, linked.goal, _GOAL_TEXTS)
    _rows(linked.indicators, linked.activities, path, walker)
    walker.items(f"{path}/enhetsmål", linked.unit_goals)


def _rows(indicators: Sequence[LinkedIndicator], activities: Sequence[Activity], path: str, walker: _Walker) -> None:
    keys = _keys([linked.row for linked in indicators])
    walker.order(f"{path}/indikatorer", keys)
    for key, linked in zip(keys, indicators, strict=True):
        _indicator(linked, walker.below(f"{path}/indikatorer", key), walker)
    walker.items(f"{path}/aktiviteter", activities)


def _indicator(linked: LinkedIndicator, path: str, walker: _Walker) -> None:
    """Put what the row shows: the unit's own values, where it has any, in place of the row's."""
    own = linked.own
    taken = {}
    if own is not None:
        taken["target"] = own.target.kind is not TargetKind.EMPTY
        taken["history"] = bool(own.history)
        taken["comment"] = bool(own.comment.strip())
    replaced = tuple(name for name, is_own in taken.items() if is_own)
    walker.model(path, linked.row, replaced)
    if own is not None:
        walker.scalars(path, own, replaced)


def _files(linked: LinkedPlan | LinkedAward, root: Path, walker: _Walker) -> None:
    """Put the hashes of the files that the texts and figures name, such as pictures and CSV files."""
    others = [file for file in linked.files if not file.endswith(".yaml")]
    for file in sorted(files_named(others, walker.read) if others else ()):
        try:
            data = read_bytes(root, file, _MAX_FILE)
        except OSError:
            continue  # the rules say what is wrong with it
        path = f"{FILES}{_escaped(file.removeprefix(f'{linked.folder}/'))}"
        walker.put(path, sha256(walker.file(file, data)).hexdigest(), Place(file=file))


class _Walker:
    """Goes over models and puts their values; `read` gathers the texts that may name files."""

    def __init__(self, content: Content, read_prose: ReadProse) -> None:
        self.content = content
        self.read: list[str] = []
        self._read_prose = read_prose

    def put(self, path: str, text: str, place: Place) -> None:
        self.content.texts[path] = text
        self.content.places[path] = place

    def file(self, file: str, data: bytes) -> bytes:
        """Return a file as it is meant, which is how a PDF carries it, or as it is written."""
        return as_printed(file, data) if self._read_prose is as_meant else data

    def below(self, path: str, key: str) -> str:
        return f"{path}/{_escaped(key)}"

    def order(self, path: str, keys: Iterable[str]) -> None:
        """Put the order of a list, if it holds more than one thing."""
        names = list(keys)
        if len(names) > 1:
            self.content.texts[order_path(path)] = json.dumps(names, ensure_ascii=False)

    def model(self, path: str, model: SourceModel, skip: Sequence[str] = ()) -> None:
        """Put all fields of a model but those in `skip`; a model without values is put as itself."""
        before = len(self.content.texts)
        self.content.places[path] = Place(model)
        self.scalars(path, model, [name for name in type(model).model_fields if name not in skip and name != "id"])
        if len(self.content.texts) == before:
            self.put(path, "", Place(model))

    def scalars(self, path: str, model: SourceModel, names: Iterable[str]) -> None:
        """Put some fields of a model."""
        self.content.places.setdefault(path, Place(model))
        fields = type(model).model_fields
        for name in names:
            if name not in fields:
                continue
            alias = fields[name].alias or name
            value, default = getattr(model, name), fields[name].default
            if value is default or (type(value) is int and value == default):
                continue
            self._field(path if alias == type(model).open_key else f"{path}/{alias}", name, value, model)

    def items(self, path: str, items: Sequence[SourceModel]) -> None:
        """Put a list of models, each under its name."""
        keys = _keys(items)
        self.order(path, keys)
        for key, item in zip(keys, items, strict=True):
            self.model(self.below(path, key), item)

    def _field(self, path: str, name: str, value: Any, model: SourceModel) -> None:
        place = Place(model, name)
        if isinstance(value, Scalar):
            self.read.append(value)
            if text := one_line(value):
                self.put(path, text, Place(model, name, value))
        elif isinstance(value, SourceModel):
            self.model(path, value)
        elif isinstance(value, dict):
            self.content.places.setdefault(path, place)
            if name in _ORDERED:
                self.order(path, value)
            for key, item in value.items() if name in _ORDERED else sorted(value.items()):
                self._field(self.below(path, key), name, item, model)
        elif isinstance(value, tuple) and value and all(isinstance(item, SourceModel) for item in value):
            self.content.places.setdefault(path, place)
            self.items(path, value)
        elif isinstance(value, tuple) and value and all(isinstance(item, Scalar | Prose) for item in value):
            self.content.places.setdefault(path, place)
            for number, item in enumerate(value, 1):
                self._field(f"{path}/{number}", name, item, model)
        elif isinstance(value, Prose):
            self._prose(path, name, value)
        elif text := _leaf(value):
            written = value.text if isinstance(value, Amount | Target) else None
            self.put(path, text, Place(model, name, written))

    def _prose(self, path: str, name: str, prose: Prose) -> None:
        self.read.append(prose.text)
        if prose.is_empty and name != _HEADING_ALONE:
            return
        said = self._read_prose(prose) if not prose.is_empty else Said("")
        self.put(path, said.text, Place(value=prose.text, pieces=said.pieces))
        if prose.language:
            self.put(f"{path}/språk", prose.language, Place(value=prose.text))


def order_path(path: str) -> str:
    """Return the path under which the order of a list stands; no key can have it."""
    return f"{path}/~ordning"


def _leaf(value: Any) -> str:
    """Return the text of a value that is neither text nor list; empty for what says nothing, such as `nej`."""
    if value is True:
        return "ja"
    if isinstance(value, Amount):
        return str(value.value)
    if isinstance(value, Target):
        return one_line(value.text)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        items = [asdict(item) if isinstance(item, Box) else item for item in value]
        return json.dumps(items, ensure_ascii=False) if items else ""
    return str(value) if isinstance(value, str | int) and value is not False else ""


def _keys(items: Sequence[SourceModel]) -> list[str]:
    """Return the names by which the items of a list go, each once: an id, a heading, else their numbers."""
    found: dict[str, int] = {}
    keys = []
    for number, item in enumerate(items, 1):
        key = _name(item) or str(number)
        found[key] = found.get(key, 0) + 1
        keys.append(key if found[key] == 1 else f"{key}+{found[key]}")
    return keys


def _name(item: SourceModel) -> str:
    for name in _NAMES:
        text = getattr(item, name, None)
        if isinstance(text, Scalar) and text.strip():
            return str(text) if name == "id" else as_id(text[:200])[:_MAX_KEY]
    return ""


def _escaped(key: str) -> str:
    """Return a key that can stand in a path on one line; a long one is cut, and told apart by its hash."""
    line = one_line(key)
    if len(line) > _MAX_KEY * 2:
        line = f"{line[:_MAX_KEY]}… {_digest(line)[:PART_DIGITS]}"
    return line.replace("~", "~0").replace("/", "~1")


def path_keys(path: str) -> list[str]:
    """Return the keys of a path as they are written in the files."""
    return [key.replace("~1", "/").replace("~0", "~") for key in path.split("/")]
