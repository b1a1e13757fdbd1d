/// <reference types="svelte" />
/// <reference types="vite/client" />

/** Package version and hash of the sources, set by the build. */
declare const __UI_VERSION__: string;

interface ImportMetaEnv {
  readonly VITE_FAKE_HUB?: string;
}
