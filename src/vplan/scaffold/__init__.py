"""New files: a workspace to begin with, and the files of a new unit. Nothing that exists is ever overwritten."""
