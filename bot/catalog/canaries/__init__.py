"""Region canaries: public endpoints of cloud regions that answer without credentials, with their sources."""
