"""The rounds of a programme of inspections: which unit was taken by which, as the pack's ``desk.yaml`` tells apart."""
