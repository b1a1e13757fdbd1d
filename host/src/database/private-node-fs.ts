import { NodeFS } from '@electric-sql/pglite/nodefs';

const OTHERS = 0o077;

interface Attributes {
  readonly mode?: number;
}
type SetAttributes = (target: unknown, attributes: Attributes) => void;
interface Operations {
  setattr: SetAttributes;
}
/** The part of Emscripten's module that is used here. Its published types do not cover the file systems. */
interface Emscripten {
  readonly FS: { readonly filesystems: { readonly NODEFS: { readonly node_ops: Operations; readonly stream_ops: Operations } } };
}

/**
 * File system of PGlite that creates files without permissions for other accounts.
 * Emscripten sets the mode of each new file with chmod, mostly to 0666, which ignores the umask
 * (`@electric-sql/pglite` 0.5.14).
 */
export class PrivateNodeFS extends NodeFS {
  override async init(...[postgres, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(postgres, options);
    const preRun = emscriptenOpts.preRun ?? [];
    const keepPrivate: (typeof preRun)[number] = (module) => {
      const { FS } = module as unknown as Emscripten;
      const { node_ops: nodes, stream_ops: streams } = FS.filesystems.NODEFS;
      for (const operations of [nodes, streams]) operations.setattr = withoutRightsOfOthers(operations.setattr);
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...preRun, keepPrivate] } };
  }
}

function withoutRightsOfOthers(setAttributes: SetAttributes): SetAttributes {
  return (target, attributes) => {
    setAttributes(target, attributes.mode === undefined ? attributes : { ...attributes, mode: attributes.mode & ~OTHERS });
  };
}
