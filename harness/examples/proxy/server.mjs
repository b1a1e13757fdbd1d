import { Server } from 'socket.io';

const sockets = new Server(3000);
sockets.on('connection', (socket) => {
  socket.on('chat', (text) => sockets.emit('chat', text));
});
