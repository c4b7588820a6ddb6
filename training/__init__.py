"""How the models that ship in seeds/ are made; no part of the product."""
