"""What DigitalOcean's documentation shows works as it stands: requests, answers and the list of its pages."""
