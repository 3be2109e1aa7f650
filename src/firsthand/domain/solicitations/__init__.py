"""What the marketplace asks a buyer for in our name: a review, once per order.

Owns ReviewRequest. The marketplace words and sends it; nothing can be taken back.
"""
