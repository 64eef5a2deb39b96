"""Where the site goes: each target in one file, all with the same few words (`contract`)."""
