"""What the package costs its users, against other clients and against the floor, in one run."""
