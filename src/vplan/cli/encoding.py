"""A terminal or a pipe that has no UTF-8: signs that it lacks become near ones instead of an error."""

from __future__ import annotations

import codecs
import unicodedata
from typing import IO

_NEAR = {"”": '"', "“": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "…": "...", "•": "*"}
_HANDLER = "vplan-near"


def near(text: str) -> str:
    """Return ASCII that stands for the text: the letter without its marks, the plain quotation mark, else `?`."""
    written = []
    for sign in text:
        letters = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode("ascii")
        written.append(_NEAR.get(sign) or letters or ("" if unicodedata.combining(sign) else "?"))
    return "".join(written)


def soften(stream: IO[str] | None) -> None:
    """Let a stream write any text, whatever its encoding."""
    if stream is None or not hasattr(stream, "reconfigure"):
        return
    codecs.register_error(_HANDLER, _handle)
    stream.reconfigure(errors=_HANDLER)


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return near(error.object[error.start : error.end]), error.end
