"""A synthetic city: files of the old system's data, for demonstrations and tests."""
