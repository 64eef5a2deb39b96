"""Values go into the world: output trees, messages, mailings, schedules. Each act has a dry run."""
