"""Units 单位 and who acts for them."""
