"""Further outputs of the description, attached to each release: an OpenAPI document, and data for reference pages."""
