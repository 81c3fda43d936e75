/** Reads LEB128 numbers, vectors and sections out of a WebAssembly module. */
export class Reader {
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
  slice(length) {
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
  text() {
    return Buffer.from(this.slice(this.number())).toString()
  }
}

export const Section = {
  imports: 2,
  functions: 3,
  exports: 7,
  start: 8,
  elements: 9,
  code: 10,
  data: 11,
}

/** The module's sections, and how many functions it imports. */
export function readModule(bytes) {
  const reader = new Reader(bytes, 8)
  const sections = []
  let imported = 0
  while (reader.at < bytes.length) {
    const id = reader.byte()
    const body = reader.slice(reader.number())
    sections.push({ id, body })
    if (id !== Section.imports) continue
    const imports = new Reader(body)
    for (imported = imports.number(); imports.at < body.length;) {
      imports.text()
      imports.text()
      if (imports.byte() !== 0) throw new Error('only functions are expected to be imported')
      imports.number()
    }
  }
  return { sections, imported }
}
