"""The two pages of step 5: self beside others, and where cells differ."""
