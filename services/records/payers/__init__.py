"""People who pay for themselves 个人缴费 (ENR-05 to ENR-10)."""
