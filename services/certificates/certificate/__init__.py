"""The life of a certificate, whatever it says: issued, perhaps revoked, verified by anyone."""
