// @ts-check
import http from 'node:http'

/**
 * What a handler returns. Handlers decide in values; only `listener` below touches the socket. That
 * is what lets a fault delay, alter or swallow any answer in one place.
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} [headers]
 * @property {string | Buffer} [body]
 * @property {string[]} [omitHeaders] names removed at the very last moment
 * @property {() => void} [undelivered] runs when the client left before it could have the answer
 */

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {URL} url base is meaningless; path, query and encoding are the client's
 * @property {http.IncomingHttpHeaders} headers
 * @property {(limitBytes: number) => Promise<string>} body
 * @property {AbortSignal} gone aborted when the client leaves before its answer
 */

/** An error that is also an HTTP answer (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} detail one sentence for a person
   * @param {Record<string, string>} [headers]
   */
  constructor(status, detail, headers = {}) {
    super(detail)
    this.status = status
    this.headers = headers
  }

  /** @returns {Answer} */
  answer() {
    const { status, message: detail } = this
    const title = http.STATUS_CODES[status] ?? 'Error'
    return {
      status,
      headers: { 'Content-Type': 'application/problem+json', ...this.headers },
      body: JSON.stringify({ type: 'about:blank', title, status, detail }),
    }
  }
}

/**
 * @param {unknown} value
 * @param {number} [status]
 * @returns {Answer}
 */
export function json(value, status = 200) {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) }
}

/** @param {http.IncomingHttpHeaders} headers */
export function contentType(headers) {
  return (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase()
}

/**
 * @param {(request: Request) => Promise<Answer | null>} handle null: cut the connection, no answer
 * @param {import('./log.js').Log} log
 * @returns {http.RequestListener}
 */
export function listener(handle, log) {
  return async (req, res) => {
    const gone = new AbortController()
    res.on('close', () => !res.writableFinished && gone.abort())
    // A socket that breaks while a body is read or an answer is written ends up in 'close'.
    req.on('error', () => {})
    res.on('error', () => {})

    /** @type {Answer | null} */
    let answer
    try {
      answer = await handle({
        method: req.method ?? 'GET',
        url: parseTarget(req.url ?? '/'),
        headers: req.headers,
        body: (limitBytes) => readBody(req, limitBytes),
        gone: gone.signal,
      })
    } catch (error) {
      if (!(error instanceof Problem)) log('request failed', { error: String(error) })
      answer = (error instanceof Problem ? error : new Problem(500, 'Unexpected error.')).answer()
    }
    if (!answer) return void req.socket.destroy()
    if (gone.signal.aborted) return answer.undelivered?.()
    write(req, res, answer)
  }
}

/**
 * @param {http.IncomingMessage} req
 * @param {http.ServerResponse} res
 * @param {Answer} answer
 */
function write(req, res, answer) {
  const omitted = new Set(answer.omitHeaders?.map((name) => name.toLowerCase()))
  res.statusCode = answer.status
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    if (!omitted.has(name.toLowerCase())) res.setHeader(name, value)
  }
  const body = Buffer.from(answer.body ?? '')
  if (answer.status !== 204 && answer.status !== 304) res.setHeader('Content-Length', body.length)
  res.end(req.method === 'HEAD' ? undefined : body)
  // A body that nobody read must not be taken for the next request on this connection.
  req.resume()
}

/** @param {string} target */
function parseTarget(target) {
  try {
    return new URL(target, 'http://cluster.invalid')
  } catch {
    throw new Problem(400, 'The request target is not a valid URL.')
  }
}

/**
 * @param {http.IncomingMessage} req
 * @param {number} limitBytes
 * @returns {Promise<string>}
 */
function readBody(req, limitBytes) {
  return new Promise((resolve, reject) => {
    /** @type {Buffer[]} */
    const chunks = []
    let size = 0
    req.on('data', (/** @type {Buffer} */ chunk) => {
      size += chunk.length
      if (size <= limitBytes) chunks.push(chunk)
      // Somewhat too much is read to the end, so that the client gets to see the 413.
      else if (size > 16 * limitBytes) req.socket.destroy()
    })
    req.on('end', () => {
      if (size > limitBytes) reject(new Problem(413, `The body is limited to ${limitBytes} bytes.`))
      else resolve(Buffer.concat(chunks).toString('utf8'))
    })
    req.on('close', () => reject(new Problem(400, 'The request body broke off.')))
  })
}

/**
 * The client side. A connection for each request: on loopback that costs a fraction of a
 * millisecond, and a restarted node is never met through a stale kept-alive socket.
 *
 * @param {string} url
 * @param {{method?: string, headers?: Record<string, string>, body?: string, timeoutMs?: number}} [options]
 * @returns {Promise<{status: number, headers: http.IncomingHttpHeaders, body: string}>}
 */
export function request(url, { method = 'GET', headers = {}, body = '', timeoutMs = 10_000 } = {}) {
  return new Promise((resolve, reject) => {
    const req = http.request(url, { method, headers, agent: false, timeout: timeoutMs }, (res) => {
      /** @type {Buffer[]} */
      const chunks = []
      res.on('data', (chunk) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text })
      })
    })
    req.on('timeout', () => req.destroy(new Error(`no answer within ${timeoutMs} ms`)))
    req.on('error', reject)
    req.end(body)
  })
}
