"""Finds or starts PostgreSQL and RabbitMQ, starts every role of Hwanryu on one machine, and leaves nothing behind."""
