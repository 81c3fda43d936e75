// The module as a part of the script. scripts/bundle.mjs writes it as text that survives whatever
// encoding a page is served in, and that compresses nearly as well as the bytes themselves: digits
// of base 90, the frequent small ones alone, the others behind a mark for what is to be added.
import text from './module-text'

const DIGITS = 90
const SPACE = 32
const MARKS = 123 // behind the last digit

export function ownModule(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(bytesOf(text))
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  let length = 0
  let more = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > MARKS) {
      more = (code - MARKS) * DIGITS
      continue
    }
    // The quote and the backslash are no digits: a string would have to escape them.
    bytes[length++] = more + code - SPACE - (code > 34 ? 1 : 0) - (code > 92 ? 1 : 0)
    more = 0
  }
  return bytes.slice(0, length)
}
