// The version of the core that has made a recording stands at its beginning: behind a line that says
// what the file is, the number of the format, then a text behind its length (recording.cpp).

const magic = 'sluice recording\n'.length

/** @param {Uint8Array} bytes of a file that the core has read */
export function versionIn(bytes) {
  // Each number is below 128 and so a byte: the format is 1, and a version has a hundred bytes at most.
  const [length] = bytes.subarray(magic + 1)
  const begin = magic + 2
  return new TextDecoder().decode(bytes.subarray(begin, begin + length))
}
