// One request over fetch().
import { locationOf } from '../given'
import { describe, In, type Effects, type Feed, type HttpAnswer, type Out } from './boundary'
import { isKeptOut } from './local_network'

/** A session description is a few kilobytes, an error's page rarely more. */
const maxBodyBytes = 128 * 1024

/** Retry-After (RFC 9110 section 10.2.3), of which a date is as good as the clock that it is held against. */
function inSeconds(wait: string, now: string): string {
  if (!/\D/.test(wait)) return wait
  const ms = Date.parse(wait) - (Date.parse(now) || Date.now())
  return String(Math.max(0, Math.ceil(ms / 1000)))
}

export class Request {
  readonly #controller = new AbortController()
  readonly #keepalive: boolean

  /** Feeds HttpAnswered or HttpFailed, once, also after abort(); `done` is called before. */
  constructor(wanted: Effects[Out.SendHttp], feed: Feed, done: () => void) {
    const { attempt, op } = wanted
    this.#keepalive = wanted.keepalive
    // Called in this turn, as there is no other when the page goes away.
    this.#send(wanted).then(
      (answer) => {
        done()
        feed(In.HttpAnswered, { attempt, op, ...answer })
      },
      async (error: unknown) => {
        const flag = !this.#controller.signal.aborted && (await isKeptOut(wanted.url))
        done()
        feed(In.HttpFailed, { attempt, op, text: describe(error).message, flag })
      },
    )
  }

  abort(): void {
    this.#controller.abort()
  }

  /** Nobody waits for it any more: it goes on only where it must outlive the page. */
  leave(): void {
    if (!this.#keepalive) this.abort()
  }

  async #send({
    method,
    url,
    headers,
    body,
    keepalive,
  }: Effects[Out.SendHttp]): Promise<HttpAnswer> {
    const response = await fetch(url, {
      method,
      headers,
      ...(body ? { body } : {}),
      keepalive,
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: this.#controller.signal,
    })
    const header = (name: string) => response.headers.get(name) ?? ''
    const answer: HttpAnswer = {
      code: response.status,
      url: response.url,
      redirected: response.redirected,
      location: locationOf(response),
      etag: header('etag'),
      link: header('link'),
      retryAfter: inSeconds(header('retry-after'), header('date')),
      contentType: header('content-type'),
      sessionHost: header('session-host'),
      body: '',
    }
    if (method === 'DELETE') {
      // Nobody reads it, so it may go; a failure to let it go is nobody's business either.
      response.body?.cancel().catch(() => {})
      return answer
    }
    // A body that breaks off is no failure: the session may exist, and its URL is known.
    return this.#readBody(response, answer).catch(() => ({ ...answer, broken: true }))
  }

  async #readBody(response: Response, answer: HttpAnswer): Promise<HttpAnswer> {
    const reader = response.body?.getReader()
    const decoder = new TextDecoder()
    let body = ''
    let bytes = 0
    for (;;) {
      const chunk = await reader?.read()
      if (!chunk || chunk.done) return { ...answer, body }
      // Counted before it is decoded, so that a flood is never copied.
      bytes += chunk.value.byteLength
      if (bytes > maxBodyBytes) {
        this.abort()
        return { ...answer, tooLarge: true }
      }
      body += decoder.decode(chunk.value, { stream: true })
    }
  }
}
