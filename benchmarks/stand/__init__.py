"""The stand that things are measured on: servers that it starts and stops, clients, clocks and tables."""
