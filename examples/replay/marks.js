// What of a step is drawn in which lane: what came in, and what went out.

/** @param {'app' | 'server' | 'browser' | 'timer'} party */
export function isIn(step, party) {
  return step.source === party
}

export function isOut(step, party) {
  return party === 'timer' ? step.timers.length > 0 : step.targets.includes(party)
}

/** About a point in the middle. */
export const shapes = {
  in: new Path2D('M-5-4H5L0 5Z'),
  out: new Path2D('M-4 4H4L0-4Z'),
  due: new Path2D('M-4-4H4V4H-4Z'),
  set: new Path2D('M-3-3H3V3H-3Z'),
  match: new Path2D('M0-4L4 0L0 4L-4 0Z'),
  here: new Path2D('M-7-6H7L0 6Z'),
}
