"""Cryptography, bytes in and bytes out: it knows no questionnaire, no review and no screen.

Nothing here is invented: every file names the standard it follows and the bytes it writes.
"""
