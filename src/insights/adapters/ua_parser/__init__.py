"""What a user agent says of itself, by the uap-core rules and a list of crawlers."""
