"""Putting the books right after review: back-payment, correction, refund (ENR-14, ENR-21, QRY-18)."""
