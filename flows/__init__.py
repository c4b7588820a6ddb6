"""When things run, and in what order. The only place that knows Prefect."""
