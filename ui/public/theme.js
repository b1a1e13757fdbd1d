// Sets the theme before the first paint. src/lib/browser/theme.svelte.ts keeps it current.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('eyepiece.theme');
  } catch {
    // Storage may be blocked: the system decides.
  }
  const light = choice === 'light' || (choice !== 'dark' && globalThis.matchMedia('(prefers-color-scheme: light)').matches);
  globalThis.document.documentElement.dataset.theme = light ? 'light' : 'dark';
})();
