"""The local run: private stores, ports, secrets and one supervisor, all below one directory."""
