// Frameworks put proxies around what they are given (Vue's reactive() around each instance of a
// class), and private members are out of a proxy's reach.

/**
 * Has all methods and accessors of `object` work on itself, whatever they are called on: those of
 * its class, of the app's subclasses too. What they give as the client is `object`, not a proxy.
 */
export function bindAll(object: object): void {
  let type = Object.getPrototypeOf(object) as object
  for (; type !== Object.prototype; type = Object.getPrototypeOf(type) as object) {
    const members = Object.entries(Object.getOwnPropertyDescriptors(type))
    for (const [name, { value, get, set, ...rest }] of members) {
      if (name === 'constructor' || Object.hasOwn(object, name)) continue
      const bound: PropertyDescriptor = { configurable: true, enumerable: false }
      if (typeof value === 'function') {
        bound.value = (value as () => unknown).bind(object)
        bound.writable = rest.writable
      } else {
        bound.get = get?.bind(object)
        bound.set = set?.bind(object)
      }
      Object.defineProperty(object, name, bound)
    }
  }
}
