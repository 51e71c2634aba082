"""A module or package for each format: bytes into the neutral sequence. Each imports its own libraries, and only those.

`text`, `pdf` and `word` are the readers. They share `limits` (the bounds), `kinds` (what a file seems to be),
`refusals` (what is said of a file that cannot be read) and `metadata` (what a file says of itself).
"""
