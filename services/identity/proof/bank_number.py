"""A bank card's number, as the proof by bank card asks for it (ID-04): the kernel's check."""

from kernel.identifiers import bank_number_fault, luhn_total

__all__ = ["bank_number_fault", "luhn_total"]
