"""Delivery: who gets which edition, the message that carries it, and how it leaves."""
