/** The id of a heading by GitHub's rule: lower case, spaces to hyphens, punctuation removed. Links work there and in the manual. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
