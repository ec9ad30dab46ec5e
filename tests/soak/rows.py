"""All faults of the table, in order."""

from tests.soak import deepgram_rows, process_rows, redis_rows, slack_rows

ROWS = (*deepgram_rows.ROWS, *redis_rows.ROWS, *slack_rows.ROWS, *process_rows.ROWS)
