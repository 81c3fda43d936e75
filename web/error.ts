/** Who has to do something about an error. */
export type Blame = 'caller' | 'remote' | 'network' | 'internal'

/** The names of all errors; each is explained in `message`. */
export type SluiceErrorCode =
  | 'config.invalid'
  | 'config.no_node'
  | 'config.host_missing'
  | 'config.host_invalid'
  | 'config.stream_missing'
  | 'config.stream_invalid'
  | 'config.app_invalid'
  | 'config.endpoint_invalid'
  | 'config.insecure'
  | 'call.failed'
  | 'call.no_channel'
  | 'env.local_network'
  | 'env.unsupported'
  | 'hls.load'
  | 'http.auth_lost'
  | 'http.bad_request'
  | 'http.client_error'
  | 'http.forbidden'
  | 'http.network'
  | 'http.not_found'
  | 'http.server_error'
  | 'http.unauthorized'
  | 'http.unavailable'
  | 'http.unexpected_status'
  | 'internal.fault'
  | 'manager.bad_address'
  | 'manager.bad_answer'
  | 'manager.bad_request'
  | 'manager.failed'
  | 'manager.no_edge'
  | 'manager.no_origin'
  | 'manager.not_json'
  | 'manager.refused'
  | 'manager.timeout'
  | 'manager.too_large'
  | 'manager.unauthorized'
  | 'manager.unreachable'
  | 'media.denied'
  | 'media.ended'
  | 'media.failed'
  | 'media.in_use'
  | 'media.interrupted'
  | 'media.no_frames'
  | 'media.not_found'
  | 'media.overconstrained'
  | 'media.timeout'
  | 'media.unsupported'
  | 'peer.failed'
  | 'peer.frozen'
  | 'peer.refused_sdp'
  | 'peer.stalled'
  | 'peer.timeout'
  | 'peer.unsupported'
  | 'proxy.disabled'
  | 'signal.channel_refused'
  | 'signal.closed'
  | 'signal.foreign_location'
  | 'signal.no_location'
  | 'signal.wrong_location'
  | 'signal.answer_late'
  | 'signal.kinds_refused'
  | 'signal.not_ended'
  | 'signal.not_sdp'
  | 'signal.refused'
  | 'signal.rejected'
  | 'signal.timeout'
  | 'signal.too_large'
  | 'signal.unreachable'
  | 'state.busy'
  | 'state.closed'
  | 'state.not_initialized'
  | 'state.not_live'
  | 'stream.name_taken'
  | 'stream.not_found'
  | 'stream.unplayable'
  | 'wasm.load'

/** What a SluiceError is made of. */
export interface SluiceErrorFields {
  /** Which error it is. */
  code: SluiceErrorCode
  /** Who has to do something about it. */
  blame: Blame
  /** Whether the same call may go through later without a change. */
  retryable: boolean
  /** What happened, as a sentence. */
  message: string
  /** Particulars. */
  detail?: string
  /** The status of the HTTP answer that is behind it. */
  httpStatus?: number
  /** What the server asked to wait, in ms. */
  retryAfterMs?: number
}

/** Every rejection, and the data of every failure event. */
export class SluiceError extends Error {
  override readonly name = 'SluiceError'
  /** Stable: compare with this, not with the message. */
  readonly code: SluiceErrorCode
  /** Who has to do something about it. */
  readonly blame: Blame
  /** Whether the same call may go through later without a change. */
  readonly retryable: boolean
  /** Particulars; may be empty. Never holds a token, a password or an address. */
  readonly detail: string
  /** The status of the HTTP answer that is behind it, where there is one. */
  readonly httpStatus?: number
  /** What the server asked to wait (Retry-After), in ms. */
  readonly retryAfterMs?: number

  constructor(fields: SluiceErrorFields) {
    super(fields.detail ? `${fields.message} (${fields.detail})` : fields.message)
    this.code = fields.code
    this.blame = fields.blame
    this.retryable = fields.retryable
    this.detail = fields.detail ?? ''
    if (fields.httpStatus !== undefined) this.httpStatus = fields.httpStatus
    if (fields.retryAfterMs !== undefined) this.retryAfterMs = fields.retryAfterMs
  }

  /** So that JSON.stringify() and logs show what an Error otherwise hides. */
  toJSON(): Omit<SluiceErrorFields, 'detail'> & { name: string; detail: string } {
    const { name, code, blame, retryable, message, detail, httpStatus, retryAfterMs } = this
    return { name, code, blame, retryable, message, detail, httpStatus, retryAfterMs }
  }
}

/** What the caller could have known. */
export function stateError(code: SluiceErrorCode, message: string, detail = ''): SluiceError {
  return new SluiceError({ code, blame: 'caller', retryable: false, message, detail })
}
