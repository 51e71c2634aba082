"""Findings into text: for a person, and in the formats of other programs, one module each."""
