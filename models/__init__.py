"""Weights, tokenizers, arrays and text: everything that knows what a model is, and nothing about a stream."""
