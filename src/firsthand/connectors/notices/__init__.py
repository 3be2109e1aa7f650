"""Ways to tell our own people something: by mail, and by the robots of two chats."""
