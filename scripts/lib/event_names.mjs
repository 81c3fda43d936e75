// web/events.ts in a form that is smaller to serve (0.2 kB of brotli): most keys follow from the
// names that they stand for. The declarations are made of the file as it is.
import { transform } from 'esbuild'

/** PUBLISH_SEND_INVOKE for Publish.Send.Invoke; what stands before a colon is left out. */
const keyOf = (name) =>
  name
    .replace(/.*:/, '')
    .replace(/\B[A-Z]/g, '_$&')
    .replaceAll('.', '_')
    .toUpperCase()

/** The name with a colon in the place of one of its dots, or as it is; nothing for another key. */
function shortForm(key, name) {
  const dots = [...name.matchAll(/\./g)].map(({ index }) => index)
  const forms = dots.map((at) => `${name.slice(0, at)}:${name.slice(at + 1)}`)
  return [name, ...forms].find((form) => keyOf(form) === key)
}

/** @param {string} source of a module that exports plain objects alone */
export async function compactEvents(source) {
  const { code } = await transform(source, { loader: 'ts' })
  const exported = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  const lines = Object.entries(exported).map(([variable, events]) => {
    const entries = Object.entries(events)
    if (!Object.isFrozen(events)) return `export const ${variable} = ${JSON.stringify(events)}`
    const short = entries.map(([key, name]) => shortForm(key, name)).filter(Boolean)
    const others = entries.filter(([key, name]) => !shortForm(key, name))
    const list = JSON.stringify(short.join(' '))
    const rest = JSON.stringify(Object.fromEntries(others))
    return `export const ${variable} = /* @__PURE__ */ all(${list}, ${rest})`
  })
  return `const keyOf = ${keyOf}
    const all = (names, others) => {
      const entries = names.split(' ').map((name) => [keyOf(name), name.replace(':', '.')])
      return Object.freeze({ ...Object.fromEntries(entries), ...others })
    }
    ${lines.join('\n')}`
}
