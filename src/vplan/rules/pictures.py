"""picture-file: a picture is a picture file in the unit's folder, with words for those who cannot see it.

Why: the plan must build on every machine, so its pictures travel with it; a screen reader says the text alternative.

Wrong: `![](../../karta.png)`

Right: `![Karta över stadsdelsområdet](bilder/karta.png)`
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.base import nearest
from vplan.model.figure import MAX_CAPTION
from vplan.numbers import format_count
from vplan.picture import PICTURE_ENDINGS, Look, Problem
from vplan.rules.scope import Scope

if TYPE_CHECKING:
    from markdown_it.token import Token

    from vplan.picture import Look, Problem

ID = "picture-file"
SEVERITY = Severity.ERROR
ALSO = (Severity.WARNING,)
FIXED = True

_NOT_THERE = msg("A picture cannot stand in the council's or the board's text."), msg("Put it in a unit's text.")


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each picture that cannot be shown, lies elsewhere, or has no text alternative."""
    looks: dict[str, Look] = {}
    for parsed in scope.parsed_if(lambda text: "[" in text and "![" in text):
        for inline, children in parsed.inlines():
            after = 0
            for child in children:
                if child.type != "image":
                    continue
                source = unquote(str(child.attrGet("src") or ""))
                span, after = parsed.text_span(inline, source, after)
                if source.startswith("#"):  # a figure made of data, which brings its own words
                    fault = _NOT_THERE if not scope.folder else _astray(inline, children)
                    yield from (Diagnostic(ID, SEVERITY, span, *problem) for problem in (fault,) if problem)
                    continue
                path = posixpath.normpath(f"{scope.folder}/{source}")
                found = _problem(scope, source, path)
                if found is None:
                    from vplan.picture import look_at  # most plans have no picture

                    look = looks[path] = looks.get(path) or look_at(scope.root / path)
                    found = look.problem or _placing(inline, children, child)
                    remarks = (*look.remarks, *_words(source, child.content), *_caption(child))
                    yield from (Diagnostic(ID, Severity.WARNING, span, *remark) for remark in remarks if not found)
                if found:
                    yield Diagnostic(ID, SEVERITY, span, *found)


def _problem(scope: Scope, source: str, path: str) -> Problem | None:
    """Say why there is no file of the unit's where a picture names one."""
    if not scope.folder:
        return _NOT_THERE
    inside = msg("Put the file in the unit's folder, for instance in bilder/, and write its path from there.")
    if "://" in source or source.startswith(("/", "\\", "data:")) or not path.startswith(f"{scope.folder}/"):
        return msg("The picture “{path}” lies outside the unit's folder.", path=source[:80]), inside
    if path not in scope.files:
        from vplan.picture import PICTURE_ENDINGS

        near = nearest(path, [f for f in scope.files if f.lower().endswith(PICTURE_ENDINGS)])
        hint = msg("Did you mean “{near}”?", near=near[0].removeprefix(f"{scope.folder}/")) if near else inside
        return msg("The picture “{path}” is not there.", path=source[:80]), hint
    return None


def _placing(inline: Token, children: list[Token], picture: Token) -> Problem | None:
    if not picture.content.strip():
        return msg("The picture has no text alternative."), msg("Write between the brackets what it shows: ![…](…).")
    return _astray(inline, children)


def _astray(inline: Token, children: list[Token]) -> Problem | None:
    """Say why a picture cannot stand where it does."""
    alone = [c for c in children if c.type != "image" and (c.content.strip() or c.type not in ("text", "softbreak"))]
    if alone or inline.level != 1:
        return msg("A picture cannot stand inside a paragraph, list or table."), msg(
            "Put it between blank lines of its own."
        )
    return None


def _caption(picture: Token) -> Iterator[Problem]:
    """Yield a remark when the caption is no caption any more."""
    length = len(str(picture.attrGet("title") or ""))
    if length > MAX_CAPTION:
        message = msg("The caption has {length} characters.", length=format_count(length))
        yield message, msg("Keep it below {limit}, and put the rest in the text around the figure.", limit=MAX_CAPTION)


def _words(source: str, alternative: str) -> Iterator[Problem]:
    """Yield a remark when the text alternative is nothing but the file's name."""

    words = alternative.strip()
    name = posixpath.basename(source)
    stem = posixpath.splitext(name)[0]
    is_file = words.casefold() in (name.casefold(), source.casefold()) or (
        " " not in words and words.casefold().endswith(PICTURE_ENDINGS)
    )
    if is_file or words == stem or (words.casefold() == stem.casefold() and not stem.isalpha()):
        yield (
            msg("The text alternative “{words}” is only the name of the file.", words=words[:80]),
            msg("Write between the brackets what the picture shows: ![…](…)."),
        )
