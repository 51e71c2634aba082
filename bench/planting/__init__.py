"""Mistakes planted in real plans, one at a time and all at once, to see which `vplan check` finds, and where."""
