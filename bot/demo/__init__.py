"""A stand-in for Deepgram on this machine, with years of plausible usage."""
