"""The watch over what has not arrived: it opens a case 未到账核查 towards the unit by itself (ENR-18)."""
