"""How the platform is put in place: cities, local run, demonstration data."""
