"""From values to values, without any input or output: what is worth printing, and what is wrong with it."""
