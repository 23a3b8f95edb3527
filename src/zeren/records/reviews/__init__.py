"""What is registered of one kind across matters, read together and held against its pack."""
