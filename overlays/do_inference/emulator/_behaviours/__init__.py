"""Behaviours: how the emulator responds to the operations that it knows, one module per API."""
