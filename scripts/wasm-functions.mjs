// The functions of a WebAssembly module that has a name section, and the size of each.
import { Reader, readModule, Section } from './lib/wasm_reader.mjs'

const CUSTOM = 0
const FUNCTION_NAMES = 1

/** @returns {{functions: {name: string, bytes: number}[], data: number, code: number}} */
export function wasmFunctions(bytes) {
  const names = new Map()
  const sizes = []
  let data = 0
  let code = 0
  const { sections, imported } = readModule(bytes)
  for (const { id, body } of sections) {
    const reader = new Reader(body)
    if (id === Section.code) {
      code = body.length
      for (let left = reader.number(); left > 0; left--) {
        const length = reader.number()
        sizes.push(length)
        reader.at += length
      }
    } else if (id === Section.data) {
      data = body.length
    } else if (id === CUSTOM && reader.text() === 'name') {
      while (reader.at < body.length) {
        const kind = reader.byte()
        const part = new Reader(reader.slice(reader.number()))
        if (kind !== FUNCTION_NAMES) continue
        for (let left = part.number(); left > 0; left--) names.set(part.number(), part.text())
      }
    }
  }
  const functions = sizes.map((length, i) => ({
    name: names.get(i + imported) ?? `function ${i + imported}`,
    bytes: length,
  }))
  return { functions, data, code }
}
