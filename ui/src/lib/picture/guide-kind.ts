/** What is drawn over the picture to go by, in the order the key goes through. */
export const GUIDE_KINDS = ['off', 'crosshair', 'grid', 'circles'] as const;
export type GuideKind = (typeof GUIDE_KINDS)[number];

/** Earlier versions kept "on" for the crosshair. */
export function readGuideKind(kept: string | null): GuideKind {
  if (kept === 'on') return 'crosshair';
  return GUIDE_KINDS.find((kind) => kind === kept) ?? 'off';
}

export function nextGuideKind(kind: GuideKind): GuideKind {
  return GUIDE_KINDS[(GUIDE_KINDS.indexOf(kind) + 1) % GUIDE_KINDS.length] ?? 'off';
}
