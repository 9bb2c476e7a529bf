"""Speed as ratios against a raw limit or a peer, measured in the same run. `make bench` prints one JSON line a figure."""
