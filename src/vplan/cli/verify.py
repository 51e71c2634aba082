"""`vplan verify`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vplan.cli.base import Argument, Command, Option, deferred
from vplan.i18n import translate

if TYPE_CHECKING:
    from vplan.archive.carried import Carried
    from vplan.archive.rebuilding import Comparison
    from vplan.archive.revision import Revision
    from vplan.archive.verify import Verdict

UNTRIED = 3

_STATES = {
    "unaltered": deferred("unaltered since it was made"),
    "altered": deferred("ALTERED since it was made"),
    "not-vplan": deferred("not a sealed PDF of vplan's: nothing can be said of it"),
}
_COMPARED = {
    "equal": deferred("{what}: the same bytes."),
    "same-content": deferred(
        "{what}: the same text, structure and attachments; other bytes, because other tools made them."
    ),
    "different": deferred("{what}: ANOTHER document."),
    "impossible": deferred("{what}: not possible. {reason}"),
}
_PARTS = (
    ("structure of page ", deferred("the structure of page {name}")),
    ("links of page ", deferred("where the links of page {name} lead")),
    ("page ", deferred("page {name}")),
    ("attachments", deferred("files that are attached besides the sources")),
    ("scripts", deferred("scripts")),
    ("attachment ", deferred("the attached file {name}")),
    ("metadata", deferred("the metadata")),
    ("bookmarks", deferred("the bookmarks")),
    ("pages", deferred("the number of pages")),
    ("fonts and pictures", deferred("fonts and pictures")),
    ("structure, links", deferred("structure, links, document data or the seal itself")),
)
_SHOWN = ("vplan", "weasyprint", "pango", "harfbuzz")


@click.command(
    "verify",
    cls=Command,
    help=deferred(
        "Tell whether PDFs are unaltered, and what they were made from.\n\n"
        "Says of each FILE whether a byte has changed since vplan made it, and where; builds it anew from the sources "
        "that it carries, and with --rev from that revision of the workspace's git repository, which is not touched; "
        "and says what cannot be known. Ends with 0 when all is well, with 1 when something is altered or differs, "
        "with 3 when nothing is, but one could not be built anew."
    ),
    examples=(
        ("vplan verify plan.pdf", deferred("Verify one PDF.")),
        ("vplan verify *.pdf --rev v2018", deferred("Compare PDFs with what a tagged revision gives.")),
        ("vplan verify plan.pdf --format json", deferred("Give the result to another program.")),
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path), cls=Argument)
@click.option("--rev", metavar="REV", cls=Option, help=deferred("A revision to compare with: a commit, branch or tag."))
@click.option("--no-rebuild", is_flag=True, cls=Option, help=deferred("Look at the seal alone, and build nothing."))
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", cls=Option,
    help=deferred("How to tell it."),
)  # fmt: skip
def verify(files: tuple[Path, ...], rev: str | None, no_rebuild: bool, form: str) -> int:
    """Verify; the verdicts go to standard output. Return 0 when every file is well, else 1, or 3 when none is wrong."""
    from vplan.archive.reading import ArchiveError
    from vplan.archive.verify import verify as verdict_on
    from vplan.cli.show import visible

    revision = _revision(rev) if rev is not None else None
    verdicts = []
    for file in files:
        try:
            verdict = verdict_on(file, revision=revision, rebuild=not no_rebuild)
        except ArchiveError as error:
            raise click.UsageError(str(error)) from error
        verdicts.append(verdict)
        if form == "text":
            click.echo(visible("\n".join(_lines(verdict))))
    if form == "json":
        click.echo(json.dumps([verdict.to_json() for verdict in verdicts], ensure_ascii=False, indent=2))
    if any(verdict.is_wrong for verdict in verdicts):
        return 1
    return UNTRIED if any(verdict.is_untried for verdict in verdicts) else 0


def _revision(name: str) -> Revision:
    from vplan.archive.revision import Revision, RevisionError
    from vplan.workspace import find_root

    root = find_root(Path())
    if root is None:
        raise click.UsageError(
            translate("There is no vplan.yaml here or above. Go to the workspace whose revision is meant.")
        )
    try:
        return Revision.find(root, name)
    except RevisionError as error:
        raise click.UsageError(str(error.message)) from error


def _lines(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.file}: {translate(_STATES[verdict.state])}"
    if verdict.problem is not None:
        yield f"  {verdict.problem}"
    for part in verdict.parts:
        yield "  " + translate("altered: {part}").format(part=_part(part))
    if verdict.carried is not None:
        yield from _made(verdict.carried)
    if verdict.rebuilt is not None:
        yield from _compared(verdict.rebuilt, translate("Built anew from the sources in it"))
    if verdict.revision is not None:
        yield from _compared(verdict.revision, translate("Built from the revision"))
    for limit in verdict.limits:
        yield f"  {limit}"


def _made(carried: Carried) -> Iterator[str]:
    versions = ", ".join(f"{name} {carried.versions[name]}" for name in _SHOWN if name in carried.versions)
    sentence = translate("{title}, made with {versions}, from:")
    yield "  " + sentence.format(title=carried.document.get("title", ""), versions=versions)
    for path, digest in sorted(carried.digests.items()):
        yield f"    {digest}  {path}"


def _compared(found: Comparison, what: str) -> Iterator[str]:
    yield "  " + translate(_COMPARED[found.state]).format(what=what, reason=found.reason or "")
    for path in found.sources:
        yield "    " + translate("other source: {path}").format(path=path)
    if found.templates:
        yield "    " + translate("other templates, style sheets or editions of vplan's")
    for name, (then, now) in found.tools.items():
        yield "    " + translate("other tool: {name} {then}, here {now}").format(name=name, then=then, now=now)
    if found.state == "different" and not (found.sources or found.templates or found.tools or found.content):
        yield "    " + translate("other bytes, though text, structure, links and attachments are the same")
    for part in found.content:
        yield "    " + translate("differs: {part}").format(part=_part(part))


def _part(part: str) -> str:
    """Say which part of a file is meant."""
    start, sentence = next(((s, words) for s, words in _PARTS if part.startswith(s)), ("", "{name}"))
    return translate(sentence).format(name=part.removeprefix(start))
