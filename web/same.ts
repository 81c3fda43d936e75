// Whether two values say the same, for options that are written anew at each render.

type Entries = Iterable<[unknown, unknown]>

const isPlain = (value: object) => [Object.prototype, null].includes(Object.getPrototypeOf(value))

/** What has entries, in a way that keeps URLSearchParams, a Map and a plain object apart. */
function entriesOf(value: object): Map<unknown, unknown> | undefined {
  // As in the options themselves, what is null is not there.
  if (isPlain(value)) return new Map(Object.entries(value).filter(([, of]) => of != null))
  if (value instanceof Map) return value
  return value instanceof URLSearchParams ? new Map(value as Entries) : undefined
}

/**
 * By value for lists, plain objects, Maps, URLs and their parameters; by identity for all else:
 * functions, streams, instances of classes.
 */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false
  if (one instanceof URL) return one.href === String(other)
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, i) => isSame(item, other[i]))
  const [left, right] = [entriesOf(one), entriesOf(other)]
  if (!left || !right || left.size !== right.size) return false
  return [...left].every(([key, value]) => right.has(key) && isSame(value, right.get(key)))
}
