"""What can be read off a result; nothing here changes one."""
