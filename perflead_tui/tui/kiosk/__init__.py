"""The kiosk: a shared terminal on which people answer with the code of their letter."""
