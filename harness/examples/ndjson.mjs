/** A protocol of your own for `crowd --protocol`: one JSON object per line over TCP, as in {"seq":1,"t":1700000000000}. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export default {
  name: 'ndjson',

  /** Checks the description of the server. What it returns is passed to `dial`. */
  options({ greeting = 'hello', ...others }) {
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new Error(`there is no option ${unknown}`);
    if (typeof greeting !== 'string') throw new Error('greeting must be a text');
    return { greeting };
  },

  /** Connects one viewer. Rejects if the server refuses. */
  async dial({ url, options }, { frame, message, lost }) {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => lost('the server hung up'));
    socket.write(`${options.greeting}\n`);
    createInterface({ input: socket }).on('line', (line) => {
      const { seq, t } = JSON.parse(line);
      if (seq === undefined) message('other', line.length);
      else frame({ seq, capturedAtUs: t * 1000 }, line.length);
    });
    return { close: () => socket.destroy(), stall: () => socket.pause(), resume: () => socket.resume() };
  },
};
