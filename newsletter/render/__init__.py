"""Values to text: mail, plain text, web copy. No clock, no network, no disk but templates."""
