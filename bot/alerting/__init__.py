"""From changes of incidents to alerts, and to whom they go."""
