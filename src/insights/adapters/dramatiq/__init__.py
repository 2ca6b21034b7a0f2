"""The durable queue on a broker that several processes share: Redis or RabbitMQ, spoken to by Dramatiq."""
