"""Where files lie: alone, in a folder, in an archive. Formats see the same in all three."""
