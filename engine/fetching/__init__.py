"""Image sets that are fetched when somebody asks for them, and where they are kept."""
