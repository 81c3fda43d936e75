import type { Blame, SluiceError, SluiceErrorCode } from './error'
import { shared } from './hls_shared'

/** What hls.js says of an error, as far as it matters here. */
export interface HlsErrorData {
  /** Whether it cannot go on. */
  fatal: boolean
  /** The kind of error, as one word. */
  type: string
  /** What failed, as one word; never an address. */
  details: string
  /** The answer over HTTP that is behind it. */
  response?: { code?: number }
}

type Row = [code: SluiceErrorCode, blame: Blame, retryable: boolean, message: string]

const byStatus: Record<number, Row> = {
  400: ['http.bad_request', 'remote', false, 'The server did not understand the request.'],
  401: ['http.unauthorized', 'caller', false, 'The server wants a valid token.'],
  403: ['http.forbidden', 'caller', false, 'The server refuses this stream to this token.'],
  404: ['stream.not_found', 'remote', true, 'There is no stream of this name now.'],
  409: ['stream.not_found', 'remote', true, 'There is no stream of this name now.'],
  429: ['http.unavailable', 'remote', true, 'The server is not available now.'],
  503: ['http.unavailable', 'remote', true, 'The server is not available now.'],
}

function made([code, blame, retryable, message]: Row, more: object = {}): SluiceError {
  return new shared.SluiceError({ code, blame, retryable, message, ...more })
}

/** What an answer with this status means when a playlist or a segment was asked for. */
export function statusError(httpStatus: number): SluiceError {
  const other: Row =
    httpStatus >= 500
      ? ['http.server_error', 'remote', true, 'The server failed.']
      : ['http.client_error', 'remote', false, 'The server refused the request.']
  return made(byStatus[httpStatus] ?? other, { httpStatus })
}

export function unreachable(): SluiceError {
  return made(['http.network', 'network', true, 'The server could not be reached.'])
}

export function late(): SluiceError {
  return made(['signal.timeout', 'network', true, 'The server did not answer in time.'])
}

/** @param detail what the player says; holds no address */
export function unplayable(detail: string): SluiceError {
  const message = 'The browser cannot play what the server sends.'
  return made(['stream.unplayable', 'remote', false, message], { detail })
}

export function libraryError({ type, details, response }: HlsErrorData): SluiceError {
  const status = response?.code ?? 0
  if (status >= 400) return statusError(status)
  if (type !== 'networkError' || /Parsing|Empty/.test(details)) return unplayable(details)
  return /TimeOut/i.test(details) ? late() : unreachable()
}
