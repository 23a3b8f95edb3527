"""无记名评议: a secret ballot attached to any matter. Who voted is kept; what somebody voted is not."""
