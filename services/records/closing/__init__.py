"""Monthly closing 月结: what was assessed has arrived or is outstanding, from both sides of the books, to the fen."""
