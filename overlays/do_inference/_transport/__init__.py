"""The way to the servers: connections, their pools, and how a body is read."""
