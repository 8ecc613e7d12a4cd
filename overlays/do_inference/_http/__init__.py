"""One call, from its arguments to its result or its error."""
