"""How it looks: an answer becomes a Slack message, as plain dicts. Pure."""
