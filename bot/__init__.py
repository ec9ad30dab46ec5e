"""dgusage: ask in Slack what you used of Deepgram, and get a number you can trust."""
