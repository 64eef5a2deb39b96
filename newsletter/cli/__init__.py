"""The command line: reads options, calls one function of the pipeline, hands the result to `report`."""

from newsletter.cli.app import main

__all__ = ["main"]
