"""A stand-in for Slack, on this machine's loopback: what the bot calls, and a page to talk on."""
