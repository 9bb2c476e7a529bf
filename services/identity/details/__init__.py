"""What a person tells of themself: completed at the first sign-in, changed later, looked at now and then."""
