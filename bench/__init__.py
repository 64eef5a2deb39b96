"""Speed, measured as users meet it: whole processes, beside the tools that people use today. `make bench`."""
