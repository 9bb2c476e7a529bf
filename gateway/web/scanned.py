"""Addresses as QR codes, for a telephone's camera."""

import segno

CHEQUERED = 0
"""One of the eight masks, all of which cameras read. What is sealed looks like chance, so that none is better for it
than another, and trying all takes five times as long."""


def qr_of(address: str, scale: int) -> str:
    """The address, which is sealed for the most part, as the address of a picture (SVG) of its QR code."""
    return segno.make(address, error="m", mask=CHEQUERED).svg_data_uri(scale=scale)
