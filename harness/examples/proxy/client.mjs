import { io } from 'socket.io-client';

const socket = io('http://127.0.0.1:8080', { transports: ['websocket'] });
socket.on('chat', (text) => console.log(text));
let number = 0;
setInterval(() => socket.emit('chat', `message ${++number}`), 500);
