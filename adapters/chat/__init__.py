"""Chat platforms, one file or folder each; `adapters/chat_platforms.py` is the registry."""
