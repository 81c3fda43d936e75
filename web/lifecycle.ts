// The sessions of a client, one behind the other: each has one life, and the same options make the
// next. What init(), publish() and their like wait for, and what has become outdated meanwhile.
//
// The rules:
//  - What has waited across an init() or a stop is outdated, and rejects.
//  - A session that has begun nothing yet is as good as none: it makes room for one with other
//    options, or another stream, and nobody hears of its end.
//  - Whoever tries again after a rejection begins anew, at once; what is left of the session that
//    failed is taken down beside that. A publisher waits for it, as its name is free only then.
//  - A call while the last session is being ended waits for that.
import { Calls } from './calls'
import { loadCore } from './core'
import type { Core } from './core-glue'
import { stateError, type SluiceError } from './error'
import { askToken } from './hooks'
import { toJson } from './given'
import { In, type Inputs } from './browser/boundary'
import type { Session } from './browser/session'
import type { ClientOptions } from './options'

/** The calls that are settled by the session. */
type CallKind = In.ConnectCalled | In.StartCalled | In.StopCalled | In.ServerCalled

/** What sessions are for. */
export interface Host {
  readonly role: 'publisher' | 'subscriber'
  readonly transport: 'http' | 'socket'
  /** A session for these options, as JSON; `options` hold them with the defaults. */
  makeSession(core: Core, json: string): Session
  /** It is in use, and told what the client has wished before. */
  opened(): void
  /** The session is over. */
  over(): void
}

export class Lifecycle {
  /** The one in use. */
  session: Session | undefined
  /** What the app gave, and the same with defaults and what a session has made of it. */
  given: Record<string, unknown> = {}
  options: Record<string, unknown> = {}
  /** Of the last session, where the options ask for it. */
  recording: Session['recording']
  /** Nobody is to hear of what happens. */
  isSilent = false
  readonly #host: Host
  readonly #calls = new Calls()
  #generation = 0 // counts init() and stop calls
  #ready: Promise<unknown> | undefined // of the last init()
  #readyOf = 0 // its generation
  #reopening: { generation: number; opened: Promise<void> } | undefined
  #connecting = 0 // the last call of an init() that connects
  #begun: number | undefined // the call that has begun what is, and has not failed
  #hasFailed = false // what that call, or init(), had begun
  #stopping: Promise<void> | undefined // until what was stopped is over
  #isOutdated = false // the session was opened with other options

  constructor(host: Host) {
    this.#host = host
  }

  /** There is a session, and nothing has begun. */
  get isWaiting(): boolean {
    return this.session !== undefined && this.#begun === undefined
  }

  /** `connect`: whether it ends only when the server has greeted. */
  async init(given: Record<string, unknown>, connect: boolean): Promise<void> {
    this.given = given
    this.options = { ...given }
    this.#readyOf = ++this.#generation
    this.#ready = this.#open(this.#generation).then(() =>
      connect ? this.call(In.ConnectCalled, {}) : undefined,
    )
    this.#ready.catch(() => {}) // whoever waits for it hears it; nobody else has to
    await this.#ready
  }

  /** @throws SluiceError state.busy */
  mustBeFree(): void {
    this.#leaveFailed()
    if (this.session && !this.#stopping)
      throw stateError('state.busy', 'This client is already starting or running.')
  }

  /** publish() and subscribe(). */
  async start(streamName: string | undefined): Promise<void> {
    if (!this.#ready) throw stateError('state.not_initialized', 'Call init() first.')
    const generation = this.#generation
    // One that was stopped since has no say in what comes after it.
    await this.#ready.catch((error: unknown) => {
      if (this.#readyOf === generation) throw error
    })
    this.#leaveFailed()
    await this.#stopping
    if (this.#isOutdated) await this.#closeOutdated()
    if (!this.session && generation === this.#generation) await this.#reopen()
    this.#mustBe(generation)
    await this.call(In.StartCalled, { name: streamName }, () => this.#mustBe(undefined))
  }

  /** unpublish() and unsubscribe(): resolves always; undefined where there is nothing to stop. */
  stop(releaseMedia: boolean): Promise<unknown> | undefined {
    ++this.#generation // an init() or a start that is still waiting ends here
    if (!this.session) return undefined
    const stopped = this.call(In.StopCalled, { flag: releaseMedia })
    this.#waitFor(stopped)
    return stopped
  }

  /** Puts these over the options; what is live already stays as it is until it ends. */
  overlay(changes: Record<string, unknown>): void {
    this.given = { ...this.given, ...changes }
    this.options = { ...this.options, ...changes }
    this.#isOutdated = this.session !== undefined
  }

  /** What waits makes room for a session with another stream. */
  outdate(): void {
    this.#isOutdated ||= this.isWaiting
  }

  /** What is being opened is not wanted any more. */
  withdraw(): void {
    this.#isOutdated = true
    this.#waitFor(this.#closeOutdated())
  }

  /** Does something with the session, if there is one. */
  tell<Kind extends keyof Inputs>(kind: Kind, fields: Inputs[Kind]): void {
    this.session?.feed(kind, fields)
  }

  /** `whenOver` may throw where there is no session; else a call without one resolves. */
  async call<Kind extends CallKind>(
    kind: Kind,
    fields: Omit<Inputs[Kind], 'call'>,
    whenOver?: () => void,
  ): Promise<unknown> {
    const { session } = this
    if (!session) return whenOver?.()
    const call = this.#calls.next()
    if (kind === In.StartCalled) this.#begun ??= call
    if (kind === In.ConnectCalled) this.#connecting = call
    return this.#calls.wait(call, () =>
      session.feed(kind, { ...fields, call } as unknown as Inputs[Kind]),
    )
  }

  settle(call: number, error: SluiceError | undefined, value: unknown): void {
    if (error) this.#failed(call)
    this.#calls.settle(call, error, value)
  }

  /** A session is over; with a fault where its calls were not settled by that. */
  ended(session: Session, fault: SluiceError | undefined): void {
    if (fault) this.#calls.rejectAll(fault)
    if (this.session === session) this.#over()
  }

  /** The next session begins after that. */
  #waitFor(end: Promise<unknown> | undefined): void {
    const stopping = Promise.all([this.#stopping, end]).then(() => {
      if (this.#stopping === stopping) this.#stopping = undefined
    })
    this.#stopping = stopping
  }

  #leaveFailed(): void {
    if (!this.#hasFailed) return
    const left = this.session?.leave()
    this.#over()
    if (this.#host.role === 'publisher') this.#waitFor(left)
  }

  async #closeOutdated(): Promise<void> {
    if (this.#begun !== undefined) return // what is new comes after it
    this.#isOutdated = false
    this.isSilent = true
    try {
      await this.call(In.StopCalled, { flag: false })
    } finally {
      this.isSilent = false
    }
  }

  /** What has waited must not go on when the client was stopped, or initialized again, meanwhile. */
  #mustBe(generation: number | undefined): void {
    if (generation === this.#generation) return
    throw stateError('state.closed', 'The session was closed before it was live.')
  }

  #reopen(): Promise<void> {
    const generation = this.#generation
    if (this.#reopening?.generation !== generation) {
      const opened = this.#open(generation).finally(() => {
        if (this.#reopening?.generation === generation) this.#reopening = undefined
      })
      this.#reopening = { generation, opened }
    }
    return this.#reopening.opened
  }

  async #open(generation: number): Promise<void> {
    const { wasmUrl, extensions, recording } = this.given
    const core = await loadCore(
      typeof wasmUrl === 'string' || wasmUrl instanceof URL ? { wasmUrl } : {},
      !!(extensions || recording),
    )
    this.#mustBe(generation)
    const { role, transport } = this.#host
    const defaults = JSON.parse(core.defaults(role, transport)) as ClientOptions
    this.options = { ...defaults, ...this.given }
    this.options.rtcConfiguration = {
      ...defaults.rtcConfiguration,
      ...(this.given.rtcConfiguration as object | undefined),
    }
    const token = await askToken(this.given)
    this.#mustBe(generation)
    const json = toJson({ ...this.given, ...token })
    await this.#stopping
    this.#mustBe(generation)
    this.session = this.#host.makeSession(core, json)
    this.recording = this.session.recording
    this.session.start()
    this.#host.opened()
  }

  /** The call that has begun what is was rejected. */
  #failed(call: number): void {
    const { maintainConnectionOnSubscribeErrors: staysOpen } = this.options
    if (call === this.#begun) this.#hasFailed = staysOpen !== true
    if (call === this.#begun) this.#begun = undefined
    if (call === this.#connecting) this.#hasFailed = true
  }

  /** There is no session any more, or none that counts. */
  #over(): void {
    this.session = undefined
    this.#begun = undefined
    this.#hasFailed = false
    this.#isOutdated = false
    this.#host.over()
  }
}
