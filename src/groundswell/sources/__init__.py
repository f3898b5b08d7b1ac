"""What others count and say, read in their dialect and handed on in ours."""
