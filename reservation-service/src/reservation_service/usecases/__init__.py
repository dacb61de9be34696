"""What the service does, one file each: for travellers, for staff, and when flight-service has spoken."""
