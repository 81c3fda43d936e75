// The functions of a WebAssembly module that has a name section, and the size of each.

/** Reads LEB128 numbers and vectors out of a module. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes
    this.at = at
  }
  byte() {
    return this.bytes[this.at++]
  }
  number() {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  text() {
    const length = this.number()
    this.at += length
    return Buffer.from(this.bytes.subarray(this.at - length, this.at)).toString()
  }
}

const IMPORTS = 2
const CODE = 10
const DATA = 11
const FUNCTION_NAMES = 1

/** @returns {{functions: {name: string, bytes: number}[], data: number, code: number}} */
export function wasmFunctions(bytes) {
  const reader = new Reader(bytes, 8)
  const names = new Map()
  const sizes = []
  let imported = 0
  let data = 0
  let code = 0
  while (reader.at < bytes.length) {
    const id = reader.byte()
    const size = reader.number()
    const end = reader.at + size
    if (id === IMPORTS) {
      for (let left = reader.number(); left > 0; left--) {
        reader.text()
        reader.text()
        const kind = reader.byte()
        if (kind === 0) imported++
        if (kind !== 0) throw new Error('only functions are expected to be imported')
        reader.number()
      }
    } else if (id === CODE) {
      code = size
      for (let left = reader.number(); left > 0; left--) {
        const length = reader.number()
        sizes.push(length)
        reader.at += length
      }
    } else if (id === DATA) {
      data = size
    } else if (id === 0 && reader.text() === 'name') {
      while (reader.at < end) {
        const kind = reader.byte()
        const next = reader.number() + reader.at
        if (kind === FUNCTION_NAMES) {
          for (let left = reader.number(); left > 0; left--)
            names.set(reader.number(), reader.text())
        }
        reader.at = next
      }
    }
    reader.at = end
  }
  const functions = sizes.map((length, i) => ({
    name: names.get(i + imported) ?? `function ${i + imported}`,
    bytes: length,
  }))
  return { functions, data, code }
}
