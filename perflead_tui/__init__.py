"""perflead: anonymous, encrypted 360-degree leadership reviews in the terminal."""

__version__ = "0.1.0"
