/** Attributes of elements and properties of components that never hold text for people. */
const CODE_ATTRIBUTE =
  /^(class|style|id|for|type|role|href|src|rel|target|method|d|points|transform|viewBox|key|kind|variant|side|align|tone|size|width|height|fill|stroke|autocomplete|inputmode|list|testid|onSelect|data-.*|aria-(?!label$|valuetext$|roledescription$|description$|placeholder$).*)$/;

export function isCodeAttribute(name: string): boolean {
  return CODE_ATTRIBUTE.test(name);
}

/** Properties whose value is text even when it is one word in lower case. */
const TEXT_ATTRIBUTE = /^(title|label|text|placeholder|alt|aria-label|word|action|heading)$/;

export function isTextAttribute(name: string): boolean {
  return TEXT_ATTRIBUTE.test(name);
}

/** Placeholders are written as {0}, {1}. */
const PLACEHOLDER = /\{\d+\}/g;
/** The same in every language of the page. */
const UNITS = /(?<!\p{L})(px|ms|mm|µm|nm|dB|fps|bit|kB|MB|GB|kbit|Mbit|Eyepiece|https?:\/\/|\/docs)(?!\p{L})/gu;

/** Whether a text node shows words. Figures, signs and single letters are the same in every language. */
export function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(text.replace(PLACEHOLDER, '').replace(UNITS, ''));
}

/** Media queries, selectors, paths, types of media, styles and commands contain words and spaces too. */
const CODE =
  /^[.#[/]|^\((min|max|prefers|hover|pointer)|=>|::|^\d+ (\d+|\{0\})px |^prefers-|[a-z]\(|\[(role|content)|^\w+\/[\w+*-]+|^[a-z-]+=|^[a-z]+(-[a-z]+)+ [a-z]+(-[a-z]+)*$|^https?:|^\S+\{\d+\}(px|%|deg)|^M\{|^sudo |_DRIVER=|^nofollow /;
/** Values of `KeyboardEvent.key` and of headers. */
const CODE_WORD =
  /^(Arrow\w+|Backspace|Delete|Enter|Escape|Home|End|Tab|GET|POST|PUT|PATCH|DELETE|Authorization|Content-[\w-]+|[A-Z][a-z]+(-[A-Z][a-z]+)+|[A-Z]\w*[a-z][A-Z]\w*)$/;

/**
 * Whether a string of a script is text for people: it starts with a capital letter, or has words with spaces. One word in
 * lower case may be a value; wrap it with `t` where it is text.
 */
export function isTextLike(text: string): boolean {
  const words = text.replace(PLACEHOLDER, '#');
  if (/^\p{Lu}{2,}( \p{Lu}{2,})+$/u.test(words)) return true;
  if (!/\p{Ll}{2}/u.test(words.replace(UNITS, '')) || CODE.test(text)) return false;
  if (/^\p{Lu}/u.test(words)) return !CODE_WORD.test(text);
  return /[\p{L}\p{N}#)][.,:;…]? \p{L}{2}|\p{L}{2} \p{L}|\p{L}[.,:;…)]? [“"]?#|^ ?[≈#+×(“",;·] ?\p{L}{3}|\p{L} & \p{L}/u.test(words);
}
