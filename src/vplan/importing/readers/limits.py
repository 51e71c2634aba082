"""The bounds within which a source is read, the same for every format where they mean the same.

They are far above any plan and low enough that no file can hold the import up or fill the memory.
"""

MAX_BYTES = 50_000_000
"""Size of a file."""

MAX_PAGES = 500
"""Pages of a PDF."""

MAX_PAGE_CHARACTERS = 100_000
"""Characters on one page of a PDF."""

MAX_CHARACTERS = 5_000_000
"""Characters in a whole document."""

MAX_PART_BYTES = 100_000_000
"""Size of one packed part of a file (a page's content, a part of a Word file) when it is unpacked."""

MAX_UNPACKED_BYTES = 400_000_000
"""Size of all packed parts of a PDF when they are unpacked."""

MAX_PICTURES_BYTES = 1_000_000_000
"""Size of all pictures of a PDF when they are unpacked; one may have three times the size of another part."""

MAX_SECONDS = 60
"""Time after which no further page of a PDF is begun."""

MAX_PAGE_OBJECTS = 20_000
"""Drawn objects on one page whose lines are looked at; the rest of the page's drawing is left alone."""
