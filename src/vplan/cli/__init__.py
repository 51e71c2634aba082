"""The command line: options into calls, results into exit codes."""
