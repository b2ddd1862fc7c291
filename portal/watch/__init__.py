"""What the portal tells of itself: logs, health, metrics, errors, and a page for staff."""
