"""What a Word file says of itself: its title, its author and its subject."""

from __future__ import annotations

import io
import zipfile

from support.word_files import raw_word
from vplan.importing.readers.word import read_word
from vplan.importing.source import SourceDocument


def with_properties(xml: str) -> SourceDocument:
    stream = io.BytesIO(raw_word("<w:p><w:r><w:t>Text</w:t></w:r></w:p>"))
    with zipfile.ZipFile(stream, "a") as packed:
        packed.writestr(
            "docProps/core.xml",
            f'<cp:p xmlns:cp="http://example.org/cp" xmlns:dc="http://purl.org/dc/elements/1.1/">{xml}</cp:p>',
        )
    return read_word(stream.getvalue(), "plan.docx")


def test_creator_subject_and_description_are_what_the_file_says_of_itself() -> None:
    document = with_properties(
        "<dc:title> Plan\n 2018</dc:title><dc:creator>Västers förvaltning</dc:creator>"
        "<dc:subject>Verksamhets\u00adplan</dc:subject><dc:description>Fastställd\u00a0i\n nämnden</dc:description>"
    )
    assert document.title == "Plan 2018"
    assert document.about == "Västers förvaltning; Verksamhetsplan; Fastställd i nämnden"


def test_what_the_file_says_of_itself_is_short_and_said_once() -> None:
    assert with_properties("<dc:creator>Ek</dc:creator><dc:subject/><dc:description>Ek</dc:description>").about == "Ek"
    assert with_properties("<dc:title>Plan</dc:title>").about == ""
    long = with_properties(f"<dc:creator>{'ord ' * 5000}</dc:creator><dc:subject>Plan</dc:subject>").about
    assert 400 < len(long) <= 500
