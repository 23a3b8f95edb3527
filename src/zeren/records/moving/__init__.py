"""Everything out and in again: open formats (``zeren export``), and sealed for a backup (``zeren backup``)."""
