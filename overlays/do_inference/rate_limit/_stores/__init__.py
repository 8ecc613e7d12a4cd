"""Where limiters keep their ledgers: in memory, in a file that processes of one host share, in Redis or Valkey."""
