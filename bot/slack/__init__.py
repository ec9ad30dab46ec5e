"""The edge to Slack: everything Bolt."""
