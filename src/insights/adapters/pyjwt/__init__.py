"""Access tokens as JSON Web Tokens."""
