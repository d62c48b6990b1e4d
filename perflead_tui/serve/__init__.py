"""The kiosk in a browser, and only the kiosk: textual-serve's terminal behind checks of our own."""
