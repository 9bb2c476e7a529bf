"""Speed as ratios against a raw limit or a peer of the same run; `make bench` prints a JSON line a figure."""
