"""版式模板 on the desk: which papers an organ lays out itself, a file looked through before it is taken, its sample."""
