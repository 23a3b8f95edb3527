"""数据包 on the desk: cards, what would leave, making, looking at and taking what came, receipts (docs/packets.md)."""
