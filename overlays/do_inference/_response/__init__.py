"""Reading responses: metadata, content codings, results, and the errors that a response reports."""
