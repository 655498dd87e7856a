"""What coding and operations agents ask over the Model Context Protocol: https://modelcontextprotocol.io.

Tools that only read, over standard input and output or streamable HTTP, with the protocol's own SDK.
"""
