"""The pages: what people see and do."""
