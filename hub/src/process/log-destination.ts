import pino from 'pino';

/** Maximum buffered bytes while standard output cannot be written. */
const KEPT_BYTES = 256 * 1024;

/** Writes the log to a file descriptor. When its disk is full, lines are dropped and counted; the hub keeps running. */
export function logDestination(fd = 1): pino.DestinationStream {
  const destination = pino.destination({ fd, sync: true, maxLength: KEPT_BYTES });
  let lostLines = 0;
  // sonic-boom buffers unwritten lines and retries with the next line.
  destination.on('error', () => undefined);
  destination.on('drop', () => (lostLines += 1));
  destination.on('drain', () => {
    if (lostLines === 0) return;
    const msg = `${String(lostLines)} log lines could not be written`;
    lostLines = 0;
    destination.write(`${JSON.stringify({ level: 'warn', time: new Date().toISOString(), part: 'hub', msg })}\n`);
  });
  return destination;
}
