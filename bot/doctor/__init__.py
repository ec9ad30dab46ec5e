"""What is in order and what is not: one line for each thing, ok or the next thing to do."""
