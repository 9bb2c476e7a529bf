"""Notices to who owns an account: a sign-in from elsewhere, a new way in; from each misuse can be reported (ID-20)."""
