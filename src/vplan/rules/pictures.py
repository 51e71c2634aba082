"""picture-file: a picture is a picture file in the unit's folder, with words for those who cannot see it.

Why: the plan must build on every machine, so its pictures travel with it; a screen reader says the text alternative.

Wrong: `![](../../karta.png)`

Right: `![Karta över stadsdelsområdet](bilder/karta.png)`
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from markdown_it.token import Token

from vplan.diagnostics import Diagnostic, Message, Severity, msg
from vplan.model.base import nearest
from vplan.picture import PICTURE_ENDINGS, picture_finding
from vplan.rules.scope import Scope

ID = "picture-file"
SEVERITY = Severity.ERROR


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each picture that cannot be shown, lies elsewhere, or has no text alternative."""
    for parsed in scope.parsed_if(lambda text: "![" in text):
        for inline, children in parsed.inlines():
            after = 0
            for child in children:
                if child.type != "image":
                    continue
                source = unquote(str(child.attrGet("src") or ""))
                span, after = parsed.text_span(inline, source, after)
                found = _problem(scope, source) or _placing(inline, children, child)
                if found:
                    yield Diagnostic(ID, SEVERITY, span, *found)


def _problem(scope: Scope, source: str) -> tuple[Message, Message] | None:
    if not scope.folder:
        return msg("A picture cannot stand in the council's or the board's text."), msg("Put it in a unit's text.")
    inside = msg("Put the file in the unit's folder, for instance in bilder/, and write its path from there.")
    path = posixpath.normpath(f"{scope.folder}/{source}")
    if "://" in source or source.startswith(("/", "\\", "data:")) or not path.startswith(f"{scope.folder}/"):
        return msg("The picture “{path}” lies outside the unit's folder.", path=source[:80]), inside
    if path not in scope.files:
        near = nearest(path, [f for f in scope.files if f.lower().endswith(PICTURE_ENDINGS)])
        hint = msg("Did you mean “{near}”?", near=near[0].removeprefix(f"{scope.folder}/")) if near else inside
        return msg("The picture “{path}” is not there.", path=source[:80]), hint
    return picture_finding(scope.root / path)


def _placing(inline: Token, children: list[Token], picture: Token) -> tuple[Message, Message] | None:
    if not picture.content.strip():
        return msg("The picture has no text alternative."), msg("Write between the brackets what it shows: ![…](…).")
    alone = [c for c in children if c.type != "image" and (c.content.strip() or c.type not in ("text", "softbreak"))]
    if alone or inline.level != 1:
        return msg("A picture cannot stand inside a paragraph, list or table."), msg(
            "Put it between blank lines of its own."
        )
    return None
