"""What streams cost: see RESULTS.md."""
