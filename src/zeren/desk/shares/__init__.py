"""别处承办: what an organ has to do in a matter that another organ handles."""
