import type { ActionHandlers } from '../../shell/actions/action-registry.svelte.ts';

/** The whole page, because menus and notices are outside the picture. */
export function fullScreenActions(failed: (error: unknown) => void): ActionHandlers {
  return {
    'full-screen': {
      run: () => {
        const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
        done.catch(failed);
      },
      whyNot: () => (document.fullscreenEnabled ? null : 'This browser does not offer full screen.'),
    },
  };
}
