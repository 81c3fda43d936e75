// @ts-check
import { Problem } from '../shared/http.js'

/**
 * @typedef {object} Fault
 * @property {string} id
 * @property {{method?: string, path?: string, target?: string, message?: string}} match message: a
 *   top-level key of what a client says over a WebSocket
 * @property {number} times how many more answers it spoils
 * @property {{status?: number, headers?: Record<string, string>, body?: string, bodySize?: number,
 *   delayMs?: number, hang?: boolean, drop?: boolean, omitHeaders?: string[],
 *   reject?: boolean, close?: number, messages?: (string | object)[]}} answer
 */

const TIMES_LIMIT = 1_000_000
const DELAY_LIMIT_MS = 600_000
const BODY_LIMIT_BYTES = 16 * 1024 * 1024
const MESSAGES_LIMIT = 1_000

const HTTP_ANSWERS = ['status', 'headers', 'body', 'bodySize', 'omitHeaders']
const ANY_ANSWERS = ['delayMs', 'hang', 'drop']

/**
 * @param {unknown} wanted
 * @param {string[]} nodeIds
 * @returns {Omit<Fault, 'id'>}
 */
export function validFault(wanted, nodeIds) {
  const { match, times, answer } = fields(wanted, 'The fault', ['match', 'times', 'answer'])
  const { method, path, target, message } = fields(match, '"match"', [
    'method',
    'path',
    'target',
    'message',
  ])
  const how = fields(answer, '"answer"', answersTo(method, message))

  check(isOptional(method, 'string'), '"match.method" must be a string.')
  check(isOptional(path, 'string'), '"match.path" must be a string.')
  const targets = ['manager', ...nodeIds]
  check(target === undefined || targets.includes(target), `"match.target" is one of ${targets}.`)
  check(isWhole(times ?? 1, 1, TIMES_LIMIT), `"times" is 1 to ${TIMES_LIMIT}.`)

  check(isOptional(message, 'string'), '"match.message" must be a string.')
  const met = method?.toUpperCase()
  check(!message || !met || met === 'WS', '"match.message" goes with the method WS only.')

  const { status, headers, body, bodySize, delayMs, hang, drop, omitHeaders } = how
  const { reject, close, messages } = how
  check(Object.keys(how).length > 0, '"answer" must say what goes wrong.')
  check(status === undefined || isWhole(status, 200, 599), '"answer.status" is 200 to 599.')
  check(headers === undefined || areHeaders(headers), '"answer.headers" maps names to strings.')
  check(isOptional(body, 'string'), '"answer.body" must be a string.')
  check(
    bodySize === undefined || isWhole(bodySize, 0, BODY_LIMIT_BYTES),
    `"answer.bodySize" is 0 to ${BODY_LIMIT_BYTES}.`,
  )
  check(
    (body ?? bodySize) === undefined || status !== undefined,
    '"answer.body" and "answer.bodySize" need "answer.status".',
  )
  check(
    delayMs === undefined || isWhole(delayMs, 0, DELAY_LIMIT_MS),
    `"answer.delayMs" is 0 to ${DELAY_LIMIT_MS}.`,
  )
  check(isOptional(hang, 'boolean'), '"answer.hang" must be a boolean.')
  check(isOptional(drop, 'boolean'), '"answer.drop" must be a boolean.')
  check(
    omitHeaders === undefined ||
      (Array.isArray(omitHeaders) && omitHeaders.every((name) => typeof name === 'string')),
    '"answer.omitHeaders" is a list of header names.',
  )
  check(isOptional(reject, 'boolean'), '"answer.reject" must be a boolean.')
  check(
    close === undefined || isCloseCode(close),
    '"answer.close" is a code that a server may close with: 1000 to 1014 or 3000 to 4999.',
  )
  check(
    messages === undefined || areMessages(messages),
    '"answer.messages" lists objects and texts.',
  )
  return { match: { method: met, path, target, message }, times: times ?? 1, answer: how }
}

/**
 * @param {unknown} method
 * @param {unknown} message
 */
function answersTo(method, message) {
  if (message !== undefined) return [...ANY_ANSWERS, 'messages', 'close']
  const isSocket = typeof method === 'string' && method.toUpperCase() === 'WS'
  return [...HTTP_ANSWERS, ...ANY_ANSWERS, ...(isSocket ? ['reject', 'close'] : [])]
}

/**
 * @param {unknown} value
 * @param {string} what
 * @param {string[]} known
 * @returns {Record<string, any>}
 */
function fields(value, what, known) {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem(400, `${what} must be an object.`)
  const strange = Object.keys(value).find((name) => !known.includes(name))
  // A typo that is silently ignored would make a test pass for the wrong reason.
  check(strange === undefined, `${what} has no "${strange}"; it knows ${known.join(', ')}.`)
  return value
}

/**
 * @param {boolean} right
 * @param {string} sentence
 */
function check(right, sentence) {
  if (!right) throw new Problem(400, sentence)
}

/**
 * @param {any} value
 * @param {string} type
 */
function isOptional(value, type) {
  return value === undefined || typeof value === type
}

/**
 * @param {any} value
 * @param {number} least
 * @param {number} most
 */
function isWhole(value, least, most) {
  return Number.isInteger(value) && value >= least && value <= most
}

/** @param {any} value */
function areHeaders(value) {
  const isText = (/** @type {unknown} */ text) =>
    typeof text === 'string' && /^[\t\x20-\x7e]*$/.test(text)
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([name, text]) => /^[\w-]+$/.test(name) && isText(text))
  )
}

/** 1005 and 1006 say that there was no code. @param {any} code */
function isCloseCode(code) {
  const isStandard = isWhole(code, 1000, 1014) && ![1004, 1005, 1006].includes(code)
  return isStandard || isWhole(code, 3000, 4999)
}

/** @param {any} list */
function areMessages(list) {
  return (
    Array.isArray(list) &&
    list.length <= MESSAGES_LIMIT &&
    list.every((one) => typeof one === 'string' || (typeof one === 'object' && one !== null))
  )
}
