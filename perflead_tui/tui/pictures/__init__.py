"""Pictures in cells: pure functions from plain data to rows, each as wide as it was told."""
