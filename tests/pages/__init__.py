"""The pages of the guide that are made from the tests: *reliability* and *performance*."""
