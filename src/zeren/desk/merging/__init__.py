"""成批出具文书: one paper of many matters, as DOCX and PDF in one ZIP; a run goes on where it was left."""
