"""Quotes and stores orders."""
