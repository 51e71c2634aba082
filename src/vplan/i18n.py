"""The user's language: Swedish, or English under `VPLAN_LANG=en`.

Sentences stand in English in the code and in Swedish in `locale/sv/LC_MESSAGES/vplan.po`. click speaks through the
same catalogue: its sentences are translated there too.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

DOMAIN = "vplan"
LANGUAGES = ("sv", "en")
LOCALE_DIR = Path(__file__).parent / "locale"


def language() -> str:
    """Return `sv` or `en`, from `VPLAN_LANG`; anything but a name that begins with `en` is Swedish."""
    return "en" if os.environ.get("VPLAN_LANG", "").lower().startswith("en") else "sv"


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_DIR, languages=[lang], fallback=True)


def translate(msgid: str) -> str:
    """Return the sentence in the user's language, `{names}` still in place."""
    return _catalogue(language()).gettext(msgid) if msgid else ""


def ntranslate(singular: str, plural: str, number: int) -> str:
    """Return the singular or plural sentence for `number`, `{names}` still in place."""
    return _catalogue(language()).ngettext(singular, plural, number)


def bind_click() -> None:
    """Let click's own sentences (usage, errors, help) come from vplan's catalogue."""
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language()
