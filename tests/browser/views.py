"""How a page is looked at: how wide, in which version, with or without scripts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """A window of a browser."""

    name: str
    width: int
    size: str = ""
    """Of the large version; empty for the usual one."""
    scripts: bool = True

    @property
    def least_target(self) -> int:
        """How high what is pressed must be, in pixels (handbook 16)."""
        return 60 if self.size else 44

    @property
    def least_text(self) -> int:
        """How large text must be, in pixels."""
        return 18 if self.size else 14


WIDE, NARROW = View("wide", 1280), View("narrow", 375)
ELDER, ELDER_NARROW = View("elder", 1280, "large"), View("elder-narrow", 375, "large")
LARGEST = View("largest", 375, "largest")
PLAIN, PLAIN_NARROW = View("plain", 1280, scripts=False), View("plain-narrow", 375, scripts=False)
LOOKED_AT = ((WIDE, NARROW), (ELDER, ELDER_NARROW), (LARGEST,))
"""Every page is looked at in these; those of one version in the same window, made narrower."""
WALKED_IN = (WIDE, NARROW, ELDER_NARROW, PLAIN, PLAIN_NARROW)
"""Every journey is walked in these."""
