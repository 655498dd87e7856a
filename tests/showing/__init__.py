"""What boards, scripts and agents are shown."""
