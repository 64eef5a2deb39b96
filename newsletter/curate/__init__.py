"""Values to values, no I/O: choosing, starting and checking an issue."""
