"""The report: a published warehouse as a folder of pages that a browser opens without network and without a server."""
