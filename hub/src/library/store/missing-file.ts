/** A file does not exist. Has the code of the file system, so that `isMissing` recognizes it. */
export class MissingFile extends Error {
  override readonly name = 'MissingFile';
  readonly code = 'ENOENT';

  constructor(key: string) {
    super(`${key} does not exist`);
  }
}
