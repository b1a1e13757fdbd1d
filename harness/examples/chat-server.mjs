/** A Socket.IO server with 25 frames a second for the viewers of a room: node harness/examples/chat-server.mjs [port] */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const picture = Buffer.alloc(20_000, 0xd8);
const http = createServer();
const io = new Server(http);

io.on('connection', (socket) => {
  socket.on('join', (room) => void socket.join(room));
});

let seq = 0;
setInterval(() => {
  seq += 1;
  io.to('room-1').emit('frame', { seq, takenAt: Date.now() }, picture);
}, 40);

http.listen(Number(process.argv[2] ?? 4000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${http.address().port}`);
});
