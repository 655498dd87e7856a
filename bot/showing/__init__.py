"""What boards, scripts and agents are shown, read from the store."""
