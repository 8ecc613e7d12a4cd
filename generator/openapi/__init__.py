"""The OpenAPI description: loading its files, bundling them into one document, and reading that document."""
