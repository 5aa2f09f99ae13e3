"""Files that come with the program: icons, built-in image sets, their licences."""
