"""What strangers may try at every door: made-up requests, forged forms, hostile text and files."""
