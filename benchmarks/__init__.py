"""What Dateline is worth, measured: `python -m benchmarks` writes RESULTS.md."""
