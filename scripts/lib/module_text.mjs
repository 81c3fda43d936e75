// Writes bytes as printable ASCII without quotes and backslashes; web/own_module_inside.ts reads it.
const DIGITS = 90
const MARKS = 123

const digits = Array.from({ length: DIGITS + 2 }, (_, i) => i + 32).filter(
  (code) => code !== 34 && code !== 92,
)

/** @param {Uint8Array} bytes */
export function moduleText(bytes) {
  const codes = []
  for (const byte of bytes) {
    const more = Math.floor(byte / DIGITS)
    if (more > 0) codes.push(MARKS + more)
    codes.push(digits[byte % DIGITS])
  }
  return Buffer.from(codes).toString('latin1')
}
