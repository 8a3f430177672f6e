// Numbers as they are typed with a Japanese keyboard: full-width digits, points and signs are the same number.

/** The half-width form of a number that was typed: `４２．１` is `42.1`, `−５` is `-5`. What is no number keeps its other signs. */
export function halfWidth(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(/[−ー‐‑–]/g, '-')
    .replaceAll(/[。．]/g, '.')
    .trim();
}
