"""Answers that are not sums: a key, the keys, the request log, balance, tags, models, projects."""
