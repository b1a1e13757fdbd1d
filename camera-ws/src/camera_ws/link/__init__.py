"""The connection to the hub: dialled by us, kept up, frames and answers out, commands in."""
