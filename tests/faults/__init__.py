"""What faults of disks, processes, files and clocks may cost, and what they may not."""
