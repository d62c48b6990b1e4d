"""The command line: what is typed becomes a call of a flow. No logic lives here."""
