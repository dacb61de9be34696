"""Django management commands of this service."""
