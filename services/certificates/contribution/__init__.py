"""The contribution certificate 参保缴费证明: what may be asked for, and what it says."""
