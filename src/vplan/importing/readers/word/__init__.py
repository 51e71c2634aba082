"""The reader for Word files (.docx): the text by its styles, numbering, tables, headers and footers.

The passes, in their order:

`reader`: reads the body and then the headers and footers, and numbers the blocks.
`package`: the zip around the file, opened within bounds; its parts as XML.
`xml`: names and small steps in that XML.
`styles`: what a paragraph and its letters get from their styles.
`numbering`: the numbers and bullets that Word sets by itself.
`body`: a part becomes blocks, in the order in which they are read.
`text`: the runs, fields, links and tracked changes in a paragraph.
`tables`: a table's rows, cells over several columns, and header rows.
"""

from vplan.importing.readers.word.reader import read_word

__all__ = ["read_word"]
