// A request whose answer does not end: a stream of events. Only in dist/extra.js.
import {
  describe,
  In,
  type Effects,
  type Feed,
  type HttpAnswer,
  type Out,
} from './browser/boundary'

export class Stream {
  readonly #controller = new AbortController()

  /**
   * Feeds HttpAnswered without a body, then each piece of the body as another one, and HttpFailed
   * once, at the end, also after abort(); `done` is called before that.
   */
  constructor(wanted: Effects[Out.SendHttp], feed: Feed, done: () => void) {
    const { attempt, op } = wanted
    const give = (answer: HttpAnswer) => feed(In.HttpAnswered, { attempt, op, ...answer })
    this.#read(wanted, give).catch((error: unknown) => {
      done()
      feed(In.HttpFailed, { attempt, op, text: describe(error).message, flag: false })
    })
  }

  abort(): void {
    this.#controller.abort()
  }

  leave(): void {
    this.abort()
  }

  async #read(
    { method, url, headers }: Effects[Out.SendHttp],
    give: (answer: HttpAnswer) => void,
  ): Promise<never> {
    const response = await fetch(url, {
      method,
      headers,
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: this.#controller.signal,
    })
    const answer: HttpAnswer = {
      code: response.status,
      url: response.url,
      redirected: response.redirected,
      location: '',
      etag: '',
      link: '',
      retryAfter: '',
      contentType: response.headers.get('content-type') ?? '',
      sessionHost: '',
      body: '',
    }
    give(answer)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const piece = await reader?.read()
      if (!piece || piece.done) throw new Error('the stream has ended')
      give({ ...answer, body: piece.value })
    }
  }
}
