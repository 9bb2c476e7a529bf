"""Stands for the third parties of a real deployment, speaking the same contracts.

The contracts are in services/identity/proof/README.md. It keeps nothing on disk and listens on loopback only; what it
was asked to do is shown on its own page.
"""
