/** Of axe: what may be different in the dark, and on a narrow screen. */
export const rulesOfLooks = [
  'color-contrast',
  'link-in-text-block',
  'scrollable-region-focusable',
  'target-size',
]
