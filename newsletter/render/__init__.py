"""Values become text: mail, plain text, web pages, feeds. No clock, no network, no disk but templates."""
