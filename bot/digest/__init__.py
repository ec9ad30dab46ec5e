"""Digests: questions that a channel is sent the answers to, by a schedule, once for each slot."""
