import type { Component } from 'svelte';

/** A view whose code is loaded on demand. */
export interface LazyView<Props extends Record<string, unknown>> {
  /** The component, once loaded. */
  readonly loaded: Component<Props> | undefined;
  /** Loads it once, even when called repeatedly. A failed load can be retried. */
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
