"""The cost of this client, of other clients and of a bare socket. RESULTS.md has the results."""
