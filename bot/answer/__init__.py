"""What it comes to: pages of figures become totals, rows and comparisons. Pure, exact, Decimal."""
