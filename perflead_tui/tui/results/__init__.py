"""Pictures and tables of a report: from its data to rows, before any screen."""
