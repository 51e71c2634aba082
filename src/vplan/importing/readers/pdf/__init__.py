"""The reader for PDF: the text layer with its places and sizes becomes paragraphs and tables in reading order.

The passes, in their order:

`reader`: opens the file and reads it page by page, within bounds.
`bombs`: refuses a file that unpacks to far more than it looks, before the library sees it.
`text`: a page's characters become pieces, words with a place, a size and a style.
`drawing`: the lines, shaded boxes and links of a page.
`layout`: leads the passes that follow over all pages, and puts their results in reading order.
`lines`: pieces become lines, and lines text without hyphens at the lines' ends.
`furniture`: takes away headers, footers and page numbers.
`contents`: finds the table of contents.
`grid`: tables with lines on all sides.
`banded`: tables with lines across only.
`cover`: the columns of the first page.
`aligned`: tables that only white space tells.
`cells`: columns and rows, for all kinds of tables.
`prose`: what is left becomes headings, paragraphs and lists.
"""

from vplan.importing.readers.pdf.reader import read_pdf

__all__ = ["read_pdf"]
