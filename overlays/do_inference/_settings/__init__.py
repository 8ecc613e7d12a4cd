"""What a client is told: keys, addresses, time limits and headers."""
