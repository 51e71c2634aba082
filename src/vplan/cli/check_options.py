"""The options of `vplan check` that are more than a word: lists of rules, formats, reports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from vplan.i18n import translate

if TYPE_CHECKING:
    NameType = click.ParamType[str]
    NamesType = click.ParamType[tuple[str, ...]]
    FileType = click.ParamType[tuple[str, Path]]
else:
    NameType = NamesType = FileType = click.ParamType  # click 8.2 has no types for it

FAIL_LEVELS = {
    **{word: word for word in ("error", "warning", "hint", "never")},
    "fel": "error",
    "varning": "warning",
    "tips": "hint",
    "aldrig": "never",
}
ANY_FILE = "*"  # what --write-baseline without a file gives


class RuleList(NamesType):
    """Ids of rules with commas between them."""

    name = "rules"

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the ids; an unknown one names the nearest."""
        if isinstance(value, tuple):
            return value
        from vplan.rules.pages import known

        ids = known()
        names = tuple(name for part in value.split(",") if (name := part.strip().lower()))
        if not names:
            self.fail(translate("Name a rule.") + " " + translate("vplan rules lists them."), param, ctx)
        for name in names:
            if name not in ids:
                _no_rule(self, name, ids, param, ctx)
        return names


class FormatName(NameType):
    """A format's name."""

    name = "format"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name; an unknown one names the nearest."""
        from vplan.report.formats import FORMATS

        name = value.strip().lower()
        if name not in FORMATS:
            _no_format(self, value, FORMATS, param, ctx)
        return name


class FailLevel(NameType):
    """What makes the run fail: a severity in English or Swedish, or never."""

    name = "level"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the English word; an unknown one names the nearest."""
        from difflib import get_close_matches

        word = value.strip().lower()
        if word not in FAIL_LEVELS:
            if near := get_close_matches(word, FAIL_LEVELS, 1):
                sentence = translate("There is no level “{level}”. Did you mean “{near}”?")
            else:
                sentence = translate("There is no level “{level}”. Known: {known}.")
            self.fail(sentence.format(level=value, near="".join(near), known=", ".join(FAIL_LEVELS)), param, ctx)
        return FAIL_LEVELS[word]


class ReportTarget(FileType):
    """`NAME=FILE`: a format and where it goes."""

    name = "report"

    def convert(
        self, value: str | tuple[str, Path], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Path]:
        """Return format and file; refused are an unknown format and a file that cannot be written."""
        if isinstance(value, tuple):
            return value
        from vplan.report.formats import ReportFileError, refuse

        name, separator, file = value.partition("=")
        if not separator or not file:
            self.fail(translate("Write NAME=FILE, for instance sarif=vplan.sarif."), param, ctx)
        path = Path(file)
        try:
            refuse(path)
        except ReportFileError as error:
            self.fail(str(error), param, ctx)
        return FormatName().convert(name, param, ctx), path


def _no_rule(
    kind: NameType | NamesType,
    name: str,
    known: Iterable[str],
    param: click.Parameter | None,
    ctx: click.Context | None,
) -> NoReturn:
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(known), 1, 0.5)
    hint = translate("Did you mean “{near}”?").format(near=near[0]) if near else translate("vplan rules lists them.")
    kind.fail(f"{translate('There is no rule “{rule}”.').format(rule=name)} {hint}", param, ctx)


def _no_format(
    kind: NameType | NamesType,
    name: str,
    known: Iterable[str],
    param: click.Parameter | None,
    ctx: click.Context | None,
) -> NoReturn:
    from difflib import get_close_matches

    if near := get_close_matches(name.lower(), list(known), 1):
        sentence = translate("There is no format {name!r}. Did you mean {near!r}?").format(name=name, near=near[0])
    else:
        sentence = translate("There is no format {name!r}. Known: {known}.").format(name=name, known=", ".join(known))
    kind.fail(sentence, param, ctx)
