"""One module for each product: `NAME.py` speaks its REST interface, `NAME_ui.py` knows its editor."""
