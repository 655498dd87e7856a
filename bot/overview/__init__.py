"""What we know, as values that boards, scripts and agents are shown: functions of values."""
