"""The system's Chromium: found, or installed where that is allowed; and how it is started for tests."""

import os
import shutil
import subprocess

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
INSTALL = "apt-get install -yq --no-install-recommends chromium fonts-noto-cjk"


def chromium() -> str:
    """Where it is. Raises SystemExit with the command to type where it is not and may not be installed."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SystemExit(f"Chromium is not installed. Type: sudo {INSTALL}")
    for command in (["apt-get", "update", "-q"], INSTALL.split()):
        subprocess.run(["env", "DEBIAN_FRONTEND=noninteractive", *command], check=True, stdout=subprocess.DEVNULL)
    return chromium()
