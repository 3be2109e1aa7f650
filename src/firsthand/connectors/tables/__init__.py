"""Reads tables out of files (CSV, TSV, xlsx, any of them gzipped) and writes them."""
