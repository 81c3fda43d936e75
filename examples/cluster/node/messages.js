// @ts-check
import { Problem } from '../shared/http.js'

/**
 * The JSON messages between clients and nodes, over a WebSocket or a data channel.
 *
 * @typedef {Record<string, any>} Message
 */

export const MESSAGE_LIMIT_BYTES = 128 * 1024

/**
 * @param {string} text
 * @returns {Message}
 */
export function parseMessage(text) {
  if (text.length > MESSAGE_LIMIT_BYTES)
    throw new Problem(413, `A message is limited to ${MESSAGE_LIMIT_BYTES} bytes.`)
  let message
  try {
    message = JSON.parse(text)
  } catch {
    throw new Problem(400, 'The message is not valid JSON.')
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    throw new Problem(400, 'A message is a JSON object.')
  return message
}

/**
 * @param {string} code
 * @param {Record<string, unknown>} [more]
 * @returns {Message}
 */
export function status(code, more = {}) {
  return { data: { type: 'status', code, ...more } }
}

/**
 * @param {unknown} error
 * @param {import('../shared/log.js').Log} log
 * @returns {Message}
 */
export function failure(error, log) {
  return { data: { type: 'error', message: sentenceOf(error, log) } }
}

/**
 * @param {unknown} error
 * @param {import('../shared/log.js').Log} log
 * @returns {string} what a client may know of it
 */
export function sentenceOf(error, log) {
  if (error instanceof Problem) return error.message
  log('message failed', { error: String(error) })
  return 'Unexpected error.'
}
