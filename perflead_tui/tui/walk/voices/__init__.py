"""What step 6 shows: comments as cards or as a list, time, leadership beside management, the agency."""
