"""The services: each decides, records on its own database and publishes what happened."""
