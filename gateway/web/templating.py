"""What templates do hundreds of times a page, made quick."""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask
from flask.templating import Environment


class Templates(Environment):
    """Of what services answered, `row.period` means the entry: Jinja looks for an attribute first, at five times the
    price."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The entry of a dict, else whatever Jinja finds."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def remembered_addresses(app: Flask) -> Callable[..., str]:
    """Flask's `url_for`, which remembers addresses without values: a page's frame has twenty of them, 30 us each."""
    bare = cache(app.url_for)
    return lambda endpoint, **values: app.url_for(endpoint, **values) if values else bare(endpoint)
