"""What users type: one module a command, named after it. The other modules are what commands share."""
