"""Invoices that a marketplace passes on to a buyer: each file once.

Owns InvoiceSending. The marketplace words the message; nothing can be taken back.
"""
