// @ts-check
import { Problem } from '../shared/http.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */

/**
 * @typedef {object} Fault
 * @property {string} id
 * @property {{method?: string, path?: string, target?: string}} match
 * @property {number} times how many more answers it spoils
 * @property {{status?: number, headers?: Record<string, string>, body?: string, bodySize?: number,
 *   delayMs?: number, hang?: boolean, drop?: boolean, omitHeaders?: string[]}} answer
 */

const FAULTS_LIMIT = 100
const TIMES_LIMIT = 1_000_000
const DELAY_LIMIT_MS = 600_000
const BODY_LIMIT_BYTES = 16 * 1024 * 1024

/**
 * Answers gone wrong on request. A fault without a target (or with target "manager") meets a request
 * as it arrives at the manager; one with a node's id meets it once the manager has chosen that node.
 * With a `status` the fault answers by itself and nothing behind it ever sees the request; without
 * one the real answer passes and is delayed or altered.
 */
export class Faults {
  /** @type {Fault[]} */
  #faults = []
  #nextId = 1
  #cleared = new AbortController()

  list() {
    return this.#faults
  }

  /**
   * @param {unknown} wanted what came as JSON
   * @param {string[]} nodeIds
   */
  add(wanted, nodeIds) {
    if (this.#faults.length >= FAULTS_LIMIT)
      throw new Problem(400, `There are ${FAULTS_LIMIT} faults already; clear them first.`)
    const fault = { id: `fault-${this.#nextId++}`, ...validFault(wanted, nodeIds) }
    this.#faults.push(fault)
    return fault
  }

  /** Requests that hang are answered normally from here on. */
  clear() {
    this.#faults = []
    this.#cleared.abort()
    this.#cleared = new AbortController()
  }

  /**
   * @param {Request} request
   * @param {string} target "manager" or a node's id
   * @param {() => Promise<Answer | null>} produce the real answer
   * @returns {Promise<Answer | null>} null: cut the connection
   */
  async apply(request, target, produce) {
    const fault = this.#take(request, target)
    if (!fault) return produce()
    const { status, headers, body, bodySize, delayMs = 0, hang, drop, omitHeaders } = fault.answer

    if (hang) await firstAbort(this.#cleared.signal, request.gone)
    if (hang && request.gone.aborted) return null
    /** @type {Answer | null} */
    const own = status === undefined ? null : { status, body: body ?? '.'.repeat(bodySize ?? 0) }
    const answer = drop ? null : (own ?? (await produce()))
    if (delayMs > 0)
      await firstAbort(AbortSignal.timeout(delayMs), this.#cleared.signal, request.gone)
    return answer && { ...answer, headers: { ...answer.headers, ...headers }, omitHeaders }
  }

  /**
   * @param {Request} request
   * @param {string} target
   * @returns {Fault | undefined}
   */
  #take({ method, url }, target) {
    const fault = this.#faults.find(
      ({ match }) =>
        (match.target ?? 'manager') === target &&
        (match.method ?? method) === method &&
        (url.pathname + url.search).includes(match.path ?? ''),
    )
    if (fault && --fault.times === 0) this.#faults = this.#faults.filter((one) => one !== fault)
    return fault
  }
}

/** @param {AbortSignal[]} signals */
function firstAbort(...signals) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const any = AbortSignal.any(signals)
      if (any.aborted) resolve()
      else any.addEventListener('abort', () => resolve(), { once: true })
    })
  )
}

/**
 * @param {unknown} wanted
 * @param {string[]} nodeIds
 * @returns {Omit<Fault, 'id'>}
 */
function validFault(wanted, nodeIds) {
  const { match, times, answer } = fields(wanted, 'The fault', ['match', 'times', 'answer'])
  const { method, path, target } = fields(match, '"match"', ['method', 'path', 'target'])
  const names = ['status', 'headers', 'body', 'bodySize', 'delayMs', 'hang', 'drop', 'omitHeaders']
  const how = fields(answer, '"answer"', names)

  check(isOptional(method, 'string'), '"match.method" must be a string.')
  check(isOptional(path, 'string'), '"match.path" must be a string.')
  const targets = ['manager', ...nodeIds]
  check(target === undefined || targets.includes(target), `"match.target" is one of ${targets}.`)
  check(isWhole(times ?? 1, 1, TIMES_LIMIT), `"times" is 1 to ${TIMES_LIMIT}.`)

  const { status, headers, body, bodySize, delayMs, hang, drop, omitHeaders } = how
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
  return { match: { method: method?.toUpperCase(), path, target }, times: times ?? 1, answer: how }
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
