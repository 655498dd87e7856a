"""What scripts, dashboards and readers fetch: the API, feeds, the calendar of planned work, badges."""
