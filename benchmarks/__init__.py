"""Measurements that anyone can rerun: python -m benchmarks.quality --data DIR."""
