"""The blocking face. Each method runs that of the asynchronous face on one event loop in a thread."""
