const LOOK_MS = 500;

/**
 * Calls back once when the parent process has ended: a signal sent to npm ends npm and its shell, but not the processes
 * that they started. Where orphans keep their parent's id (Windows), it never calls.
 * @param {() => void} callback
 */
export function onParentGone(callback) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, LOOK_MS);
  timer.unref();
}
