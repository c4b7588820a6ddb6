"""What is known beforehand: reference tables, rules and the sample articles. Data, no code: see README.md."""
