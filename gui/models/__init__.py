"""Qt models over image sets and reports."""
