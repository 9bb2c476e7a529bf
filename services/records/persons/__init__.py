"""The person archive 人员档案: who somebody is, once and for all lines."""
