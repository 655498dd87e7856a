"""The catalogue: services, their sources and aliases, and sourced edges; one TOML file per category."""
