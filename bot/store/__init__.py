"""The edge to Redis: everything that is remembered, and for how long."""
