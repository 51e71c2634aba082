"""What a screen reader meets in a PDF: the tagged structure, mended where WeasyPrint leaves gaps, and then checked.

`expected` says what a document's tree holds, in reading order; `recording` remembers what each part of the structure
was made from; `mending` makes the structure whole; `reading` reads what will be written; `checks` compare the two.
"""
