"""Boxloop and other annotation servers, driven through one scenario and measured side by side."""
