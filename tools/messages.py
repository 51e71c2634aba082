"""`make messages`: renew the Swedish catalogue from the sentences in the code.

The sentences of `src/vplan`, those of the rules' pages and those of the installed click are extracted, merged into
`vplan.po` (translations are kept, sentences that are gone are dropped), and compiled to `vplan.mo`. What has no
translation is listed; then the exit code is 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import redirect_stderr
from datetime import UTC, datetime
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from vplan.rules.pages import pages

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "vplan"
LANGUAGE = "sv"
PO_FILE = PACKAGE / "locale" / LANGUAGE / "LC_MESSAGES" / "vplan.po"
MO_FILE = PO_FILE.with_suffix(".mo")

# The files say nothing of the day or the tool that wrote them, so that the same sentences give the same bytes.
HEADER = f"""\
# Swedish sentences of vplan and of click. Written by `make messages`; the translations are yours to edit.
msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)

OUR_KEYWORDS = {"msg": None, "translate": None, "deferred": None, "ntranslate": (1, 2)}
CLICK_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def template() -> Catalog:
    """Return a catalogue of all sentences without translations, in the order of the files."""
    catalog = Catalog(project="vplan", version="", charset="utf-8")
    for place, msgid in sentences():
        catalog.add(msgid, locations=[(place, 0)])
    return catalog


def sentences() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield file and sentence, file by file; a sentence with a plural is a pair."""
    spec = find_spec("click")
    assert spec is not None
    assert spec.origin is not None
    folders = ((PACKAGE, "vplan", OUR_KEYWORDS | CLICK_KEYWORDS), (Path(spec.origin).parent, "click", CLICK_KEYWORDS))
    for folder, name, keywords in folders:
        with redirect_stderr(StringIO()):  # it warns of translate(x or ""), which is no sentence
            found = list(extract_from_dir(folder, [("**.py", "python")], keywords=keywords))
        for file, _, msgid, _, _ in sorted(found, key=lambda item: (item[0], item[1])):
            if msgid:
                yield f"{name}/{Path(file).as_posix()}", msgid

    for page in pages().values():
        for sentence in page.sentences():
            yield f"vplan/rules/{page.id}", sentence


def read_catalogue() -> Catalog:
    """Return the catalogue as it is committed, an empty one where there is none."""
    if not PO_FILE.is_file():
        return Catalog(locale=LANGUAGE, project="vplan", version="", charset="utf-8", fuzzy=False)
    with PO_FILE.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def merged(catalog: Catalog) -> Catalog:
    """Bring a catalogue to the code's sentences; translations are kept, those of vanished sentences dropped."""
    catalog.update(template(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return catalog


def untranslated(catalog: Catalog) -> list[Message]:
    """Return the sentences that lack a translation, or one of its plural forms."""
    found = []
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            found.append(message)
    return found


def write(catalog: Catalog) -> None:
    """Write `vplan.po` and `vplan.mo`."""
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    catalog.creation_date = catalog.revision_date = SOME_DAY
    with PO_FILE.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalog, width=110, omit_header=True, include_lineno=False)
    with MO_FILE.open("wb") as file:
        write_mo(file, catalog)


def main() -> int:
    """Renew both files; return 1 when a translation is missing."""
    catalog = merged(read_catalogue())
    write(catalog)
    missing = untranslated(catalog)
    for message in missing:
        place = message.locations[0][0] if message.locations else ""
        print(f"{place}: no Swedish for {message.id!r}", file=sys.stderr)
    print(f"{PO_FILE.relative_to(ROOT)}: {len(catalog)} sentences, {len(missing)} without Swedish")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
