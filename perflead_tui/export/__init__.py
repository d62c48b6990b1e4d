"""The report on paper: what a person reads, keeps or prints, made from a `Report` alone."""
