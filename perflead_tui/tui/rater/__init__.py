"""The rater's form: from an invitation to a sealed envelope."""
