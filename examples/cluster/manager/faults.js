// @ts-check
import { Problem } from '../shared/http.js'
import { validFault } from './fault_rules.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */

/** @typedef {import('./fault_rules.js').Fault} Fault */

const FAULTS_LIMIT = 100

/**
 * Answers gone wrong on request. A fault without a target (or with target "manager") meets a request
 * as it arrives at the manager; one with a node's id meets it once the manager has chosen that node.
 * With a `status` the fault answers by itself and nothing behind it ever sees the request; without
 * one the real answer passes and is delayed or altered. What they do to WebSockets is carried out by
 * the socket proxy.
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
    const { method, url } = request
    const fault = this.take({ method, url }, target)
    if (!fault) return produce()
    const { status, headers, body, bodySize, delayMs = 0, hang, drop, omitHeaders } = fault.answer

    if (hang) await this.released(request.gone)
    if (hang && request.gone.aborted) return null
    /** @type {Answer | null} */
    const own = status === undefined ? null : { status, body: body ?? '.'.repeat(bodySize ?? 0) }
    const answer = drop ? null : (own ?? (await produce()))
    if (delayMs > 0) await this.released(AbortSignal.timeout(delayMs), request.gone)
    return answer && { ...answer, headers: { ...answer.headers, ...headers }, omitHeaders }
  }

  /** Until the faults are cleared, or somebody gives up. @param {AbortSignal[]} signals */
  released(...signals) {
    return firstAbort(this.#cleared.signal, ...signals)
  }

  /**
   * The first fault that fits, counted as used.
   *
   * @param {{method: string, url: URL, keys?: string[]}} seen keys: those of a message on a socket
   * @param {string} target "manager" or a node's id
   * @returns {Fault | undefined}
   */
  take({ method, url, keys }, target) {
    const fault = this.#faults.find(
      ({ match }) =>
        (match.target ?? 'manager') === target &&
        (match.method ?? method) === method &&
        (url.pathname + url.search).includes(match.path ?? '') &&
        (match.message === undefined ? !keys : Boolean(keys?.includes(match.message))),
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
