"""From the outside world to values: fetching, feeds, pages, pasted text, the inbox."""
