"""What was asked, decided and changed: written down once, chained, and never altered."""
