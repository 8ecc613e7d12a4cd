"""The default HTTP/1.1 transport: sockets, a connection pool, and the parser of `httptools`."""
