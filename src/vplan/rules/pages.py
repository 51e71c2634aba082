"""The rules' pages: what each rule asks, why, and a wrong and a right example.

A rule's page is its module's docstring; what the compiler itself finds has its pages in `vplan.rules.compiler`. Both
have one form: `id: name.` on the first line, then paragraphs that begin with `Why:`, `Wrong:` and `Right:`. An indented
block is an example that stands as it is written.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from vplan.diagnostics import Severity
from vplan.i18n import translate

_CODE_ALONE = re.compile(r"(`[^`]+`(, )?)+\Z")
_LABELS = ("Why", "Wrong", "Right")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a page: `label` is `Why`, `Wrong`, `Right` or empty; an example is code and not translated."""

    label: str
    text: str
    is_code: bool

    @property
    def shown_label(self) -> str:
        """The label in the user's language."""
        labels = {"Why": translate("Why"), "Wrong": translate("Wrong"), "Right": translate("Right")}
        return labels.get(self.label, "")

    def shown(self) -> str:
        """Return the paragraph in the user's language."""
        return self.text if self.is_code else translate(self.text)


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's page.

    `severity` is how much the rule weighs, of several the most; `also` are the others under which it is found too.
    `fixed` tells that its errors cannot be changed and that no comment allows them, because the compiler could not go
    on, or a reader would be harmed.
    """

    id: str
    severity: Severity
    text: str
    fixed: bool = False
    also: tuple[Severity, ...] = ()

    @property
    def is_unchangeable(self) -> bool:
        """Tell whether no setting can change anything: all that the rule finds is fixed."""
        return self.fixed and not self.also

    @property
    def english_name(self) -> str:
        """The rule's name as a sentence in English."""
        name = self.text.partition("\n")[0].partition(": ")[2].strip()
        return name[:1].upper() + name[1:]

    @property
    def name(self) -> str:
        """The rule's name as a sentence in the user's language."""
        return translate(self.english_name)

    def parts(self) -> Iterator[Part]:
        """Yield the paragraphs below the name."""
        label = ""
        for block in _blocks(inspect.cleandoc(self.text).partition("\n")[2].strip("\n")):
            is_code = _is_indented(block)
            text = textwrap.dedent(block).strip("\n") if is_code else " ".join(block.split())
            for name in _LABELS:
                if not is_code and text.startswith(f"{name}:"):
                    label, text = name, text.removeprefix(f"{name}:").strip()
            if text:
                yield Part(label, text, is_code or _CODE_ALONE.match(text) is not None)

    def sentences(self) -> Iterator[str]:
        """Yield the English sentences that need a translation."""
        yield self.english_name
        yield from (part.text for part in self.parts() if not part.is_code)


def _is_indented(block: str) -> bool:
    return all(line.startswith("    ") for line in block.split("\n") if line.strip())


def _blocks(text: str) -> list[str]:
    """Split a text at its blank lines; an example that has some itself stays one block."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n(?=\s*\S)", text):
        if blocks and _is_indented(block) and _is_indented(blocks[-1]):
            blocks[-1] += f"\n\n{block}"
        elif block.strip():
            blocks.append(block)
    return blocks


def _module_page(module: ModuleType) -> Page:
    """Make a page of a rule's module; `FIXED` and `ALSO` may be left out."""
    fixed, also = getattr(module, "FIXED", False), getattr(module, "ALSO", ())
    return Page(module.ID, module.SEVERITY, module.__doc__ or "", fixed, also)


@cache
def pages() -> dict[str, Page]:
    """Return all pages by id, in the order of the alphabet."""
    from vplan.rules.across import RULES_ACROSS
    from vplan.rules.compiler import COMPILER_PAGES
    from vplan.rules.registry import RULES

    found = [_module_page(module) for module in (*RULES, *RULES_ACROSS)] + list(COMPILER_PAGES)
    return {page.id: page for page in sorted(found, key=lambda page: page.id)}


def known() -> frozenset[str]:
    """Return the ids of all rules."""
    return frozenset(pages())
