"""Measurements that anyone can rerun: `zimu bench`, python -m benchmarks.quality, benchmarks.firefox."""
