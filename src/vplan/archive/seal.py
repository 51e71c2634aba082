"""The seal of a PDF: the SHA-256 of the whole file with the seal's own digits as zeros, in the file's metadata.

Anyone can check it: put zeros in place of the last 64 digits after `vplan:seal="sha256:` and take the SHA-256. It says
that no byte has changed since the file was made; without a signature it does not say who made it.
"""

from __future__ import annotations

import re
from hashlib import sha256

NAMESPACE = "urn:vplan:archive:1:"
DIGITS = 64
START = b'vplan:seal="sha256:'
PLACEHOLDER = START + b"0" * DIGITS + b'"'

_SEAL = re.compile(rb'vplan:seal="sha256:([0-9a-f]{64})"')


def seal(data: bytes) -> bytes:
    """Return a PDF whose metadata hold `PLACEHOLDER` with the seal in its place; raises `ValueError` without one."""
    at = data.rfind(PLACEHOLDER)
    if at < 0:
        raise ValueError("the file has no place for a seal")
    start = at + len(PLACEHOLDER) - 1 - DIGITS
    digest = sha256(data).hexdigest().encode()
    return b"".join((data[:start], digest, data[start + DIGITS :]))


def sealed_with(data: bytes) -> tuple[str, bytes]:
    """Return the seal in a file, or an empty text, and the file as it was before it was sealed."""
    found = _SEAL.match(data, max(0, data.rfind(START)))  # a title may look like a seal; the seal comes after it
    if found is None:
        return "", data
    return found[1].decode(), b"".join((data[: found.start(1)], b"0" * DIGITS, data[found.end(1) :]))


def is_whole(data: bytes) -> bool:
    """Tell whether a file is sealed and no byte of it has changed since."""
    found, unsealed = sealed_with(data)
    return bool(found) and sha256(unsealed).hexdigest() == found
