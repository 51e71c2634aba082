"""Documents out of the archive: what a PDF carries of its sources, how it is sealed, read back and verified."""
