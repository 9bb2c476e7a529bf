"""The whole platform under kill -9, full stops and lost messages, while clients work; and an audit of everything after.

`python -m tests.faults --kills 20 --seed 1`.
"""
