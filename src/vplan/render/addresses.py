"""The addresses of pictures in the page that is printed; the fetcher understands them, nothing else does."""

from __future__ import annotations

from urllib.parse import quote, unquote

PICTURE_SCHEME = "vplan-picture:"


def print_picture(file: str) -> str:
    """Return the address of a picture file, the same on every machine."""
    return PICTURE_SCHEME + quote(file)


def picture_file(address: str) -> str:
    """Return the picture file of an address that `print_picture` made."""
    return unquote(address.removeprefix(PICTURE_SCHEME))
