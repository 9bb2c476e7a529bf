"""Mass work, page by page: an assessment of a month, the interest of a year."""
