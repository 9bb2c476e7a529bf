"""One-time codes by SMS: issued for one purpose and one subject, checked once. Others use `codes.sending`."""
