"""Floor 4: official documents, Excel in and out."""
