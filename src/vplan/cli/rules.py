"""`vplan rules` and `vplan explain`."""

from __future__ import annotations

import sys

import click

from vplan.cli.base import Argument, Command, Option, deferred
from vplan.i18n import translate


@click.command(
    "rules",
    cls=Command,
    help=deferred(
        "List the rules.\n\nEach line holds a rule's name, how much it weighs without settings, and what it asks. "
        "“vplan explain RULE” says why."
    ),
    examples=(
        ("vplan rules", deferred("All rules, by what they are about; in a pipe one on each line.")),
        ("vplan rules --format json", deferred("The same with their pages, for a script.")),
    ),
)
@click.option(
    "--format", "style", metavar="NAME", type=click.Choice(("text", "json")), default="text", cls=Option,
    help=deferred("How to print: text or json."),
)  # fmt: skip
def rules(style: str) -> int:
    """Print the rules; return 0."""
    from vplan.cli.show import paper_of, show
    from vplan.report.rule_pages import as_json, one_a_line, overview

    if style == "json":
        click.echo(as_json().encode(), nl=False)  # UTF-8 whatever the locale
    elif sys.stdout.isatty():
        paper = paper_of(err=False)
        show(overview(paper), False, paper)
    else:
        click.echo(one_a_line(), nl=False)
    return 0


@click.command(
    "explain",
    cls=Command,
    help=deferred(
        "Say what a rule asks, and why.\n\nRULE is the name behind a finding; its page ends with a wrong and a right "
        "example."
    ),
    examples=(("vplan explain weaker-target", deferred("The page of a rule.")),),
)
@click.argument("names", metavar="RULE...", nargs=-1, required=True, cls=Argument)
def explain(names: tuple[str, ...]) -> int:
    """Print the rules' pages; return 0. An unknown name is wrong use."""
    from vplan.cli.show import paper_of, show
    from vplan.report.rule_pages import as_text
    from vplan.rules.pages import pages

    unknown = next((name for name in names if name not in pages()), None)
    if unknown is not None:
        raise click.UsageError(_no_such_rule(unknown))
    paper = paper_of(err=False)
    show("\n\n\n".join(as_text(pages()[name], paper) for name in names), False, paper)
    return 0


def _no_such_rule(name: str) -> str:
    from vplan.model.base import nearest
    from vplan.rules.pages import pages

    sentence = translate("There is no rule “{rule}”.").format(rule=name[:60])
    near = nearest(name[:60], pages())
    hint = (
        translate("Did you mean “{near}”?").format(near=near[0])
        if near
        else translate("“vplan rules” lists the rules.")
    )
    return f"{sentence} {hint}"
