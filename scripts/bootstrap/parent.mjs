const LOOK_MS = 500;

/**
 * Calls back once when the process that started this one is gone: a signal sent to npm ends npm and its shell,
 * and reaches nobody below them. Where orphans keep their parent's id (Windows), it never calls.
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
