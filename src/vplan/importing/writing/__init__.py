"""A draft becomes the files of a workspace, as a person would have written them; what is there stays as it is."""

from vplan.importing.writing.applying import apply
from vplan.importing.writing.award_workspace import award_editions, write_award
from vplan.importing.writing.result import Difference, Places, Result, Written
from vplan.importing.writing.workspace import write

__all__ = ["Difference", "Places", "Result", "Written", "apply", "award_editions", "write", "write_award"]
