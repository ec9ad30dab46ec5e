"""The edge to Deepgram: everything known about its Management API."""
