"""Decided versions: what a document says as hashes, whether a decision still fits it, and recording one."""
