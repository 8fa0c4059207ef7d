"""Public suites from local files in the formats in which they are published."""
