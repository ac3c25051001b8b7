"""Acts of persons and of the desk, each in one transaction with its entry in the ledger."""
