"""版式模板: a DOCX with fields by which an organ replaces the built-in layout of one of its papers; every version kept."""
