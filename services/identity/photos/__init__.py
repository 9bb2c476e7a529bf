"""Photos of the ID card: looked at before they are taken, kept sealed with the account's own key."""
