"""What `make conformance` does: every document of the repository through the public validators."""
