"""无记名评议: the page on which slips are cast (outside the door), and the organiser's and the tellers' pages."""
