/** An MJPEG server with 25 pictures a second: node harness/examples/mjpeg-server.mjs [port] */
import { createServer } from 'node:http';

const FRAME_MS = 40;
const PICTURE = Buffer.alloc(2000, 0xd8);
const viewers = new Set();
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace;boundary=frame' });
  response.write('--frame\r\n');
  viewers.add(response);
  response.on('close', () => viewers.delete(response));
});
const startedMs = performance.now();
let seq = 0;

function send(viewer, number) {
  const time = (Date.now() / 1000).toFixed(3);
  viewer.write(`Content-Type: image/jpeg\r\nX-Timestamp: ${time}\r\nX-Sequence: ${number}\r\nContent-Length: ${PICTURE.length}\r\n\r\n`);
  viewer.write(PICTURE);
  viewer.write('\r\n--frame\r\n');
}

setInterval(() => {
  // A timer that was late makes up for the pictures that it missed.
  for (; seq * FRAME_MS < performance.now() - startedMs; seq += 1) for (const viewer of viewers) send(viewer, seq);
}, FRAME_MS);

server.listen(Number(process.argv[2] ?? 4003), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/?action=stream`));
