"""One file mended: its fixes are put in together, and those that would harm it are taken back.

Pure functions on a text, for the command line and the language server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vplan.diagnostics import Diagnostic, Fix, Severity
from vplan.fixing import whitespace
from vplan.fixing.edits import apply
from vplan.fixing.meaning import same_meaning
from vplan.model.base import SourceModel, build_model
from vplan.source import load_text
from vplan.source.tree import Source, Value

MAX_READINGS = 60


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after one round: the fixes `made`, those `refused` because they would harm, those `left` for the next."""

    text: str
    made: tuple[Fix, ...]
    refused: tuple[Fix, ...]
    left: tuple[Fix, ...]


class _Read(NamedTuple):
    tree: Value | None
    found: list[Diagnostic]

    @property
    def lasting(self) -> int:
        return lasting_errors(self.found)


def fixes_for(
    source: Source,
    diagnostics: Iterable[Diagnostic],
    model: type[SourceModel] | None = None,
    *,
    white: bool = True,
    indent: bool = True,
) -> list[Fix]:
    """Return the fixes for a file: those of its findings, and of its white space with `white`.

    A wrong indentation is mended alone, for it decides where everything else stands; without `indent` it is left.
    `model` is that of the file's kind, by which an indentation is judged.
    """
    found = [d.fix for d in diagnostics if d.fix is not None and d.span.file == source.file]
    own = [fix for fix in found if all(edit.span.file == source.file for edit in fix.edits)]
    if not white:
        return own
    indented = whitespace.indentation(source, lambda other: _judged(other, model)) if indent else []
    return indented or [*own, *whitespace.tidy(source, load_text(source)[0])]


def mend(source: Source, fixes: Sequence[Fix], model: type[SourceModel] | None = None) -> Mended:
    """Put fixes into a text, and read it again: none may give it an error more or another meaning.

    Fixes that overlap one before them are left for the next round. After `MAX_READINGS` readings the rest is refused:
    so many harmful fixes mean that the file is no plan.
    """
    judge = _Judge(source, model)
    first = apply(source.text, fixes)
    refused: list[Fix] = []
    waiting: list[Sequence[Fix]] = [first.made] if first.made else []
    readings = 0
    while waiting:
        group = waiting.pop()
        readings += 1
        if readings <= MAX_READINGS and judge.takes(group):
            continue
        if len(group) == 1 or readings > MAX_READINGS:
            refused += group
        else:
            half = len(group) // 2
            waiting += [group[half:], group[:half]]
    return Mended(apply(source.text, judge.taken).text, tuple(judge.taken), tuple(refused), first.left)


class _Judge:
    """Takes fixes into a text, as long as they do no harm."""

    def __init__(self, source: Source, model: type[SourceModel] | None) -> None:
        self.taken: list[Fix] = []
        self._source = source
        self._model = model
        self._before = _read(source, model)
        self._lasting = self._before.lasting
        wrong = (finding.fix for finding in self._before.found if finding.severity is Severity.ERROR)
        self._of_errors = {fix.edits for fix in wrong if fix is not None}

    def takes(self, fixes: Sequence[Fix]) -> bool:
        """Take fixes in, if the text has no new error with them and says the same but for them; tell whether.

        Errors that can be mended in their turn do not count, and one fix alone may give one error in place of that
        which it mends: a misspelt key can hide a faulty value.
        """
        allowed = self._lasting + (len(fixes) == 1 and fixes[0].edits in self._of_errors)
        source, together = self._source, [*self.taken, *fixes]
        changed = Source(source.file, apply(source.text, together).text, has_forbidden=source.has_forbidden)
        after = _read(changed, self._model)
        if after.lasting > allowed or not same_meaning(source.text, self._before.tree, after.tree, together):
            return False
        self.taken, self._lasting = together, after.lasting
        return True


def _read(source: Source, model: type[SourceModel] | None) -> _Read:
    tree, findings = load_text(source)
    if model is not None and tree is not None and tree != "":
        findings += build_model(model, tree, source)[1]
    return _Read(tree, findings)


def _judged(source: Source, model: type[SourceModel] | None) -> tuple[Value | None, int]:
    tree, found = _read(source, model)
    return tree, sum(finding.severity is Severity.ERROR for finding in found)


def lasting_errors(found: Iterable[Diagnostic]) -> int:
    """Return how many errors there are without a fix."""
    return sum(finding.severity is Severity.ERROR and finding.fix is None for finding in found)
