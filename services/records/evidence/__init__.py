"""Evidence 依据: what stands behind a figure (events, policy, arithmetic), and what the figures mean."""
