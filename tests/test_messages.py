"""Every sentence that a user can meet has its Swedish."""

from __future__ import annotations

import ast
import gettext
import os
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tools import messages
from vplan.i18n import ntranslate, translate

RENEW = "run `make messages` and write what it lists in vplan.po"
MARKERS = {"msg": 1, "translate": 1, "deferred": 1, "gettext": 1, "ntranslate": 2, "ngettext": 2}
# Here a sentence is shown that was marked where it stands.
PASSED_ON = {"cli/base.py", "diagnostics.py", "i18n.py", "rules/pages.py", "cli/verify.py"}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return messages.read_catalogue()


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages.template()


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def placeholders(text: str) -> set[str]:
    """Return `{name!r}` and `%(name)s` as they stand; a sentence that no argument fills may hold a lone brace."""
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        fields = []
    braces = {f"{name}!{conversion}:{spec}" for _, name, spec, conversion in fields if name is not None}
    return braces | set(re.findall(r"%\(\w+\)\w|%[sdr]", text))


def test_catalogue_holds_the_sentences_of_the_code_and_no_others(catalogue: Catalog, template: Catalog) -> None:
    ours, wanted = ({forms(message.id) for message in entries(c)} for c in (catalogue, template))
    assert sorted(wanted - ours) == [], RENEW
    assert sorted(ours - wanted) == [], RENEW
    assert not catalogue.obsolete, RENEW


def test_every_sentence_has_its_swedish(catalogue: Catalog) -> None:
    assert [message.id for message in messages.untranslated(catalogue)] == [], RENEW
    assert not [message.id for message in entries(catalogue) if message.fuzzy]


def test_plurals_have_both_forms(catalogue: Catalog) -> None:
    plural = [message for message in entries(catalogue) if message.pluralizable]
    assert plural
    assert all(len(forms(message.string)) == 2 and all(forms(message.string)) for message in plural)


def test_no_sentence_is_both_alone_and_in_a_pair() -> None:
    """Python 3.11.2 does not find a sentence alone that the catalogue holds with its plural."""
    found = [msgid for _, msgid in messages.sentences()]
    assert {msgid[0] for msgid in found if isinstance(msgid, tuple)}.isdisjoint(m for m in found if isinstance(m, str))


def test_placeholders_are_kept(catalogue: Catalog) -> None:
    for message in entries(catalogue):
        for english, swedish in zip(forms(message.id), forms(message.string), strict=True):
            assert placeholders(swedish) == placeholders(english), english


def test_layout_is_kept(catalogue: Catalog) -> None:
    for message in entries(catalogue):
        for english, swedish in zip(forms(message.id), forms(message.string), strict=True):
            assert swedish.count("\n") == english.count("\n"), english
            assert swedish == swedish.strip(), english
            assert "“" not in swedish, f"Swedish quotation marks are ” on both sides: {swedish}"
            assert "''" not in swedish, swedish


def test_compiled_catalogue_is_current(catalogue: Catalog) -> None:
    with messages.MO_FILE.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in entries(catalogue):
        english, swedish = forms(message.id), forms(message.string)
        if message.pluralizable:
            found: tuple[str, ...] = tuple(compiled.ngettext(english[0], english[1], n) for n in (1, 2))
        else:
            found = (compiled.gettext(english[0]),)
        assert found == swedish, RENEW


def test_renewing_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = {path: path.read_bytes() for path in (messages.PO_FILE, messages.MO_FILE)}
    catalogue = messages.merged(messages.read_catalogue())
    monkeypatch.setattr(messages, "PO_FILE", tmp_path / "vplan.po")
    monkeypatch.setattr(messages, "MO_FILE", tmp_path / "vplan.mo")
    messages.write(catalogue)
    assert {path: (tmp_path / path.name).read_bytes() for path in kept} == kept, RENEW


def test_renewing_keeps_translations_drops_what_is_gone_and_lists_what_is_new() -> None:
    catalogue = messages.read_catalogue()
    catalogue.add("A sentence that the code has no more.", "En mening som inte finns kvar i koden.")
    kept = catalogue["a unit goal"].string
    catalogue.delete("a plan")
    merged = messages.merged(catalogue)
    assert "A sentence that the code has no more." not in merged
    assert not merged.obsolete
    assert merged["a unit goal"].string == kept == "ett enhetsmål"
    assert [message.id for message in messages.untranslated(merged)] == ["a plan"]


def test_every_marked_sentence_is_written_out() -> None:
    """A sentence that is put together at run time cannot be found by the extraction."""
    for path in sorted(messages.PACKAGE.rglob("*.py")):
        place = path.relative_to(messages.PACKAGE).as_posix()
        if place in PASSED_ON:
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKERS:
                arguments = call.args[: MARKERS[call.func.id]]
                literal = all(isinstance(a, ast.Constant) and isinstance(a.value, str) for a in arguments)
                assert arguments, f"{place}:{call.lineno}"
                assert literal, f"{place}:{call.lineno}"


def test_swedish_is_the_default_and_english_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VPLAN_LANG", raising=False)
    assert translate("The file is empty.") == "Filen är tom."
    assert [ntranslate("{count} warning", "{count} warnings", n) for n in (1, 2)] == [
        "{count} varning",
        "{count} varningar",
    ]
    monkeypatch.setenv("VPLAN_LANG", "en")
    assert translate("The file is empty.") == "The file is empty."
    assert ntranslate("{count} warning", "{count} warnings", 2) == "{count} warnings"
    assert translate("") == ""


@pytest.mark.parametrize(
    ("lang", "usage", "sentence"),
    [
        ("sv", "Användning: vplan build", "Fel: Ogiltigt värde för '--jobs': 0 ligger inte i intervallet 1<=x<=256."),
        ("en", "Usage: vplan build", "Error: Invalid value for '--jobs': 0 is not in the range 1<=x<=256."),
    ],
)
def test_click_speaks_the_same_language(lang: str, usage: str, sentence: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vplan.cli.main", "build", "--jobs", "0"],
        env={**os.environ, "VPLAN_LANG": lang, "LANGUAGE": "fi", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 2
    assert usage in done.stderr
    assert sentence in done.stderr
