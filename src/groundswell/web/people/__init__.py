"""The people of the desk: how they sign in, what they look after themselves, and who looks after them."""
