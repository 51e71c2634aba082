"""The version of this package, as a constant: reading the installed metadata costs more than a whole start-up."""

__version__ = "0.1.0"
