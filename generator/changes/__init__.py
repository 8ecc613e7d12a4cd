"""What changed for users between two versions of the description and of the package."""
