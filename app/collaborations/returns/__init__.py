"""What a collaboration gives to the returns and records that its people have to write anyway."""
