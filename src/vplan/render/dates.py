"""The date that a document's metadata carry."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vplan.document.tree import Document


def timestamp(document: Document) -> str:
    """Return the date for the metadata: the document's own, else `SOURCE_DATE_EPOCH`, else none; never the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if document.date or not epoch.isascii() or not epoch.isdigit() or len(epoch) > 11:
        return document.date
    return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
