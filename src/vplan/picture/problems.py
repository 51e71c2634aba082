"""What makes a picture unusable, as a sentence and what to do about it."""

from __future__ import annotations

from vplan.diagnostics import Message, msg
from vplan.numbers import format_count

Problem = tuple[Message, Message]

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000


class PictureError(Exception):
    """A picture that cannot be used; `problem` says why and what to do."""

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__(message.msgid)
        self.problem: Problem = message, hint

    def __str__(self) -> str:
        return str(self.problem[0])


def not_a_picture() -> PictureError:
    """Of bytes that are no picture at all."""
    return PictureError(msg("The file is not a picture that can be shown."), msg("Use a PNG, JPEG or SVG file."))


def other_kind(kind: str) -> PictureError:
    """Of a picture that is not PNG, JPEG or SVG."""
    return PictureError(
        msg("The file is {kind}, which cannot be shown.", kind=kind),
        msg("Save the picture as PNG (drawings, screenshots) or JPEG (photographs), and name that file."),
    )


def damaged(kind: str) -> PictureError:
    """Of a picture that ends too early or whose parts do not agree."""
    return PictureError(
        msg("The {kind} file is cut off or damaged.", kind=kind),
        msg("Fetch the file again, or open it in a picture program and save it anew."),
    )


def too_large(limit: int) -> PictureError:
    """Of a file of more than `limit` bytes."""
    return PictureError(msg("The picture is larger than {limit} MB.", limit=limit // 1_000_000), _smaller())


def too_many_pixels(pixels: int) -> PictureError:
    """Of a picture of more than `MAX_PIXELS`."""
    message = msg(
        "The picture has {pixels} megapixels; the limit is {limit}.",
        pixels=format_count(pixels // 1_000_000),
        limit=MAX_PIXELS // 1_000_000,
    )
    return PictureError(message, _smaller())


def _smaller() -> Message:
    return msg("Make the picture smaller: 2,000 pixels across are enough for a page.")
