"""A stand-in for Deepgram on this machine, with a year of plausible usage."""
