"""Who mails the issue: each engine in one file, all with the same few words (`contract`)."""
