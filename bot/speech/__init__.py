"""What we say to people, in their language: the sentences of each in one file, `CODE.po`."""
