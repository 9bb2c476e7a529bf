"""Every version of every event ever published, as an example file that must load for ever (promise K9)."""
