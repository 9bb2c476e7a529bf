"""This was not me 非本人操作 (ID-20): sessions end, the password must change, an officer looks into it."""
