"""Amazon's Selling Partner API: a thin client, and a fake of it to try things on."""
