"""The refusals that every reader may have for a file of the right kind: the same sentence for the same fault."""

from __future__ import annotations

from vplan.diagnostics import Message, msg
from vplan.importing.readers import limits
from vplan.importing.readers.kinds import UNLOCK
from vplan.importing.source import RefusedError

_SPLIT = msg("Split the file, and import the part that holds the plan.")


def refuse_size(data: bytes, name: str) -> None:
    """Raise `RefusedError` for a file with more bytes than are read."""
    if len(data) > limits.MAX_BYTES:
        raise RefusedError(
            msg("{name} is larger than {limit} MB.", name=name, limit=limits.MAX_BYTES // 1_000_000),
            msg("Save it without pictures, or split it."),
        )


def too_much(name: str, sentence: Message | None = None) -> RefusedError:
    """Return the refusal of a file that is beyond the bounds; `sentence` may say which."""
    return RefusedError(sentence or msg("{name} holds more than any plan does.", name=name), _SPLIT)


def damaged(name: str) -> RefusedError:
    """Return the refusal of a file that is damaged or broken off."""
    return RefusedError(
        msg("{name} is damaged or incomplete.", name=name),
        msg("Fetch the file again, or open it in the program that made it and save it anew."),
    )


def encrypted(name: str) -> RefusedError:
    """Return the refusal of a file that needs a password."""
    return RefusedError(msg("{name} is encrypted and cannot be read without its password.", name=name), UNLOCK)
