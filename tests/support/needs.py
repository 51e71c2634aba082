"""What tests need and a machine may lack: they are left out with the reason, but where they must run."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

MUST_RUN = "VPLAN_MUST_RUN"  # names of what must be there, with spaces between; `.ci/run` sets it


def left_out(name: str, reason: str) -> NoReturn:
    """Skip the test that runs, or fail it where the environment says that what it needs must be there."""
    if name in os.environ.get(MUST_RUN, "").split():
        pytest.fail(f"{reason} ({MUST_RUN} asks for {name})")
    pytest.skip(reason)
