"""Serves whoever turns to us in chat: questions, commands, buttons and forms."""
