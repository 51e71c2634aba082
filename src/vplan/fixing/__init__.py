"""What has one right answer, mended: fixes are made where a finding is made, put into the text, and checked.

`making` and `spelling` are for those who make findings; `edits`, `meaning` and `whitespace` work on a text alone;
`rounds` mends a workspace in memory and `writing` puts the files on the disk.
"""

from vplan.fixing.edits import Applied, apply

__all__ = ["Applied", "apply"]
