"""Files to image sets, one module a format, chosen by content; nothing is ever executed."""
