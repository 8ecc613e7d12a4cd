"""The settings of a client: keys, endpoints, timeouts, certificates and headers, and the validation of arguments."""
