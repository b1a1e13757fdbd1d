import pino from 'pino';

/** Kept until standard output can be written again, bytes. */
const KEPT_BYTES = 256 * 1024;

/** The log's way to a file descriptor. A full disk behind it costs log lines, which are counted, and never ends the hub. */
export function logDestination(fd = 1): pino.DestinationStream {
  const destination = pino.destination({ fd, sync: true, maxLength: KEPT_BYTES });
  let lostLines = 0;
  // sonic-boom keeps what it could not write and tries again with the next line.
  destination.on('error', () => undefined);
  destination.on('drop', () => (lostLines += 1));
  destination.on('drain', () => {
    if (lostLines === 0) return;
    const msg = `${String(lostLines)} lines of the log could not be written`;
    lostLines = 0;
    destination.write(`${JSON.stringify({ level: 'warn', time: new Date().toISOString(), part: 'hub', msg })}\n`);
  });
  return destination;
}
