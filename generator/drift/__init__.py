"""What an upstream OpenAPI document says that the description does not, or says otherwise."""
