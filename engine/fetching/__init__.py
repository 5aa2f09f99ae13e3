"""Image sets that are fetched when somebody asks for them, and where they are kept.

`store` says what is on the disk, `download.fetch` brings what is missing. A file has its name only
if its bytes are the right ones; until then it is ``NAME.part``, which a later attempt goes on with.
"""
