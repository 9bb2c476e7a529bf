"""Proof of who somebody is: means, levels, providers. Others use `proof.levels.level_of`."""
