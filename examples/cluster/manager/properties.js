// @ts-check
import { readFileSync } from 'node:fs'

/**
 * A file of `key=value` lines, with # for comments.
 *
 * @param {string} file
 * @returns {Map<string, string>}
 */
export function readProperties(file) {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new Error(`The properties file ${file} cannot be read.`)
  }
  return parseProperties(text)
}

/** @param {string} text */
export function parseProperties(text) {
  /** @type {Map<string, string>} */
  const properties = new Map()
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^\s*([^#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key) properties.set(key, value)
  }
  return properties
}
