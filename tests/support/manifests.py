"""What the manifest of a site says of its files."""

from __future__ import annotations

from typing import Any


def listed_files(manifest: dict[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of each file that a manifest lists, by its path."""
    listed = dict(manifest["shared"])
    for document in manifest["documents"]:
        for output in document["outputs"].values():
            listed.update(output["files"])
    return listed
