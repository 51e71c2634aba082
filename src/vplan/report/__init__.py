"""Findings into text; other formats stand here as modules of their own."""
