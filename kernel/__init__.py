"""Event sourcing on MongoDB and RabbitMQ, and what every service shares. No word of the business lives here."""
