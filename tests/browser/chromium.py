"""The system's Chromium: found, or installed where that is allowed; and how it is started for tests."""

import shutil

from deploy.local import debian

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Where it is. Raises SystemExit with the command to type where it is not and may not be installed."""
    debian.install(_found, "chromium", "fonts-noto-cjk")
    return _found() or ""


def _found() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
