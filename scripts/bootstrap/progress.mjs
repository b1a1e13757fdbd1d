// Plain JavaScript for Node 20 without packages: it runs before anything is installed.

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const SPIN_MS = 100;
const QUIET_REPORT_MS = 15_000;

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** @typedef {{ readonly isTTY?: boolean, write(text: string): unknown }} Output */

/** @param {Output} output */
export function paint(output) {
  const coloured = output.isTTY === true && process.env.NO_COLOR === undefined;
  /** @type {(code: number) => (text: string) => string} */
  const style = (code) => (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: style(1), dim: style(2), red: style(31), green: style(32), yellow: style(33), cyan: style(36) };
}

/**
 * Shows a step while it runs: a spinner with the time on a terminal, now and then a line elsewhere.
 * A step that resolves to `false` had nothing to do and leaves no line.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @param {Output} [output]
 * @returns {Promise<T>}
 */
export async function showStep(title, work, output = process.stdout) {
  const start = performance.now();
  const colours = paint(output);
  const stop = output.isTTY === true ? spin(title, start, output) : report(title, start, output);
  try {
    const result = await work();
    stop();
    if (result !== false) output.write(`${colours.green('✓')} ${title} ${colours.dim(seconds(performance.now() - start))}\n`);
    return result;
  } catch (error) {
    stop();
    output.write(`${colours.red('✗')} ${title} ${colours.dim(seconds(performance.now() - start))}\n`);
    throw error;
  }
}

/** @type {(title: string, start: number, output: Output) => () => void} */
function spin(title, start, output) {
  let turn = 0;
  const timer = setInterval(() => {
    output.write(`\r${FRAMES[turn++ % FRAMES.length]} ${title} ${seconds(performance.now() - start)} `);
  }, SPIN_MS);
  return () => {
    clearInterval(timer);
    output.write('\r\u001b[K');
  };
}

/** @type {(title: string, start: number, output: Output) => () => void} */
function report(title, start, output) {
  const timer = setInterval(() => output.write(`  ${title}: ${seconds(performance.now() - start)} so far\n`), QUIET_REPORT_MS);
  return () => clearInterval(timer);
}
