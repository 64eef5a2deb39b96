"""Publish: values to the world, once: the message, its merge, its signature, the ledger, the relay."""
