"""What all tests share: the flag that rewrites expected files, sentences in English, the repository's own PDFs."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("vplan", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("vplan")

# a job that a shell has put into the background ignores interrupts, and so would all that the tests start and interrupt
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="rewrite the expected files of the corpus and the documents")


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected files are to be rewritten instead of compared."""
    return bool(request.config.getoption("--renew"))


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sentences be English, whatever the catalogue holds."""
    monkeypatch.setenv("VPLAN_LANG", "en")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the site of each workspace of the repository, with every PDF: plans, applications, charts, pictures."""
    from support.published import build_all

    return build_all(tmp_path_factory)
