"""What other areas may select from."""

from __future__ import annotations

# The entries that stand: those never withdrawn, without the withdrawals.
STANDING = """
    SELECT entry.* FROM journal_entry AS entry
     WHERE entry.kind <> 'journal.withdrawn'
       AND NOT EXISTS (SELECT 1 FROM journal_entry AS withdrawal
                        WHERE withdrawal.kind = 'journal.withdrawn'
                          AND withdrawal.subject_id = entry.id)"""
