"""Personal accounts 个人账户: what they hold, every movement, and the yearly interest."""
