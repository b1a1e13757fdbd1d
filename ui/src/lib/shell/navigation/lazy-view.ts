import type { Component } from 'svelte';

/** A view whose code comes when it is opened. */
export interface LazyView<Props extends Record<string, unknown>> {
  /** Once it is here: it can be shown at once. */
  readonly loaded: Component<Props> | undefined;
  /** Loads it once, however often it is called. A failed load may be tried again. */
  load(): Promise<Component<Props>>;
}

export function lazyView<Props extends Record<string, unknown>>(load: () => Promise<{ default: Component<Props> }>): LazyView<Props> {
  let loaded: Component<Props> | undefined;
  let loading: Promise<Component<Props>> | undefined;
  return {
    get loaded() {
      return loaded;
    },
    load() {
      loading ??= load().then(
        (module) => (loaded = module.default),
        (error: unknown) => {
          loading = undefined;
          throw error;
        },
      );
      return loading;
    },
  };
}
