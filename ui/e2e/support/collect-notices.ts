/** Runs in each new document: records the text of each notice for `expectNotice`. */
export function collectNotices(): void {
  const notices: string[] = [];
  Object.assign(globalThis, { notices });
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        const toasts = node.matches('[data-sonner-toast]') ? [node] : [...node.querySelectorAll('[data-sonner-toast]')];
        for (const toast of toasts) notices.push((toast.querySelector('span') ?? toast).textContent);
      }
    }
  }).observe(document, { subtree: true, childList: true });
}
