"""Reading status texts: whom they blame, and how sure they are."""
