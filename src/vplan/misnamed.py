"""Which of a workspace's files a name means that is none of them: `Mål.yml`, `ekonomi.txt`."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence

from vplan.layout import ALL_FILES

_YAML_NAME = re.compile(r"(.+?)(\.ya?ml)+(\.txt)?\Z", re.IGNORECASE)
_TEXT_NAME = re.compile(r"([^.]+)(\.(?:txt|text|md|json|yam|yl|ymal|yalm|jaml|yaml))*\Z", re.IGNORECASE)


def looks_like_ours(name: str, known: Sequence[str]) -> bool:
    """Tell whether a file may be meant for vplan: YAML, or named as a known one but for a text's ending."""
    return _YAML_NAME.match(name) is not None or (
        _TEXT_NAME.match(name) is not None and any(_stem(file) == _stem(name) for file in known)
    )


def meant_exactly(name: str) -> str | None:
    """Return the known file that differs from a name in endings, accents and capitals only."""
    return next((known for known in ALL_FILES if _stem(known) == _stem(name)), None)


def meant_file(name: str, known: Sequence[str]) -> str | None:
    """Return the one of the known files that a name means, or nearly."""
    exact = meant_exactly(name)
    if exact is not None:
        return exact if exact in known else None
    near = difflib.get_close_matches(_stem(name), [_stem(file) for file in known], 1, 0.7)
    return next((file for file in known if near and _stem(file) == near[0]), None)


def _stem(name: str) -> str:
    """Return a file's name without endings, accents and capitals: `mal` for `Mål.yml` and `mal.yaml.txt`."""
    match = _YAML_NAME.match(name) or _TEXT_NAME.match(name)
    plain = unicodedata.normalize("NFKD", match.group(1) if match else name)
    return "".join(c for c in plain if not unicodedata.combining(c)).strip().casefold()
