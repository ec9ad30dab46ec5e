"""What was asked: a text becomes a `Question`, or an `Unclear` that says which piece failed. Pure."""
