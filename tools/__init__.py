"""What releases need beside the build: for maintainers, not shipped to users."""
