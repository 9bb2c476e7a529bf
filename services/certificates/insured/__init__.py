"""What certificates knows of insured people, learned from records' and employer's events."""
