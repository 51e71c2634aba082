"""The application of the award with its figures, and a twin of as many pages that has text in their place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pypdfium2

AWARD = "2018/skarholmen/bestallarenheten"
FILE = "kvalitetsutmarkelse"
_SHOWN = re.compile(r"^ *!\[\]\(#figur-[a-z0-9-]+\)\n", re.MULTILINE)
_NAMED = re.compile(r"\[\]\(#figur-[a-z0-9-]+\)")
_WORDS = 420  # of prose that fill a page
_SENTENCE = "Vi går igenom hur arbetet har gått, vad vi kan lära av det och vad som ska göras härnäst. "


def write_award(root: Path, folder: Path) -> Path:
    """Copy the application and what it stands on into a workspace of its own."""
    (folder / "plans" / "2018").mkdir(parents=True)
    shutil.copy(root / "vplan.yaml", folder / "vplan.yaml")
    for file in ("kf.yaml", "skarholmen/namnd.yaml"):
        if (root / "plans" / "2018" / file).is_file():
            (folder / "plans" / "2018" / file).parent.mkdir(exist_ok=True)
            shutil.copy(root / "plans" / "2018" / file, folder / "plans" / "2018" / file)
    shutil.copytree(root / "plans" / AWARD, folder / "plans" / AWARD)
    return folder


def write_twin(root: Path, folder: Path, extra_pages: int) -> Path:
    """Copy the application without its figures, and with so many pages of text more at the end of its last answer."""
    file = write_award(root, folder) / "plans" / AWARD / f"{FILE}.yaml"
    text, _, _ = file.read_text(encoding="utf-8").partition("\nfigurer:")
    text = _NAMED.sub("tabellen", _SHOWN.sub("", text))
    paragraph = "    " + _SENTENCE * (_WORDS // 3 // len(_SENTENCE.split())) + "\n\n"
    head, mark, tail = text.partition("\n  22: |\n")
    file.write_text(f"{head}{mark}{paragraph * 3 * extra_pages}{tail}\n", encoding="utf-8")
    return folder


def pages(site: Path) -> int:
    """Return the number of pages of the application's PDF in a site."""
    with pypdfium2.PdfDocument(site / AWARD / f"{FILE}.pdf") as pdf:
        return len(pdf)
