"""Background work: thin. The queue is the doorbell; tables hold what is to be done."""
