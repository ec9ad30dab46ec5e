"""Who may see what, and where: one table, decided before anything is answered. Pure."""
