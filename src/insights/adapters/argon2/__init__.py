"""Password hashes by Argon2."""
