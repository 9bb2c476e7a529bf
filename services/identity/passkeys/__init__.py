"""Passkeys (WebAuthn): signing in with what a telephone, computer or security key holds, unlocked by its owner."""
