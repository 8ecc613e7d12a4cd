"""HTTP transports: sockets, connection pools, proxies, TLS, and the framing of responses."""
