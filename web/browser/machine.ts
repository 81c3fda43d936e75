// One machine of the C++ module's and the page around it: carries out its effects in order, and feeds
// it what comes of them, a turn at a time. No decision is made here.
import type { Core } from '../core-glue'
import { SluiceError } from '../error'
import { log, type LogLevel } from '../log'
import { describe, In, Out, type Effects, type Feed, type Inputs } from './boundary'
import { Request } from './request'

/** What the module needs to know of the page, whatever it does. */
export interface Page {
  /** What browsers then refuse is refused with a reason before. */
  secure: boolean
  seed: number
  now: number
  /** There is a stream already. */
  supplied?: boolean
  /** The option `recording`, and where it asks for one, how to get it: the extras put it here. */
  wants?: unknown
  recording?: () => Blob
}

/** Carries out each kind of effect that it knows. */
export type Actions = {
  [Kind in keyof Effects]?: (fields: Effects[Kind]) => void
}

const over = -1
const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn']
const numbers = new Set<number>() // of the machines that there are
const busy = new Set<Machine>() // they have begun something, and go on whoever holds them
// A machine that has begun nothing goes with the client that was only initialized.
const forgotten = new FinalizationRegistry<(() => void)[]>((cleanups) => {
  for (const cleanup of cleanups) cleanup()
})

// A page without a URL of its own (about:srcdoc) is as secure as the one that it is in.
export const isSecurePage =
  globalThis.isSecureContext !== false &&
  [
    globalThis.location?.protocol,
    globalThis.origin,
    ...(globalThis.location?.ancestorOrigins ?? []),
  ].some((text) => text?.startsWith('https:'))

/** What is open at the moment, over all machines. */
export function openThings(): { sessions: number; callbacks: number } {
  return {
    sessions: numbers.size,
    callbacks: [...busy].reduce((sum, machine) => sum + machine.open, 0),
  }
}

export abstract class Machine {
  readonly #core: Core
  readonly #id: number
  readonly #requests = new Map<string, Pick<Request, 'abort' | 'leave'>>()
  readonly #waiting: [kind: number, fields: object][] = []
  #isBusy = false
  #isOver = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #actions: Actions = {}
  /** What there is of it, at any time. */
  readonly recording: Page['recording']
  /** What is to be undone when it is over; nothing in it holds the machine. */
  protected readonly cleanups: (() => void)[] = []

  /** @param begin gives the machine's number, or why there is none */
  protected constructor(
    core: Core,
    begin: (page: Page, host: { act(kind: number, fields: object): void }) => number | object,
    supplied = false,
  ) {
    this.#core = core
    const page: Page = { secure: isSecurePage, seed: Math.random() * 2 ** 53, now: now(), supplied }
    const self = new WeakRef(this)
    const act = (kind: number, fields: object) => {
      const machine = self.deref()
      if (machine) machine.#act(kind, fields)
    }
    const begun = begin(page, { act })
    if (typeof begun !== 'number') throw new SluiceError(begun as never)
    this.#id = begun
    this.recording = page.recording
    numbers.add(begun)
    this.cleanups.push(() => {
      numbers.delete(begun)
      core.close(begun)
    })
    forgotten.register(this, this.cleanups, this)
  }

  /** Whether nothing more comes of it. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** How many things of the browser's are open for it. */
  get open(): number {
    return this.#requests.size + Number(this.#timer !== undefined)
  }

  protected abstract actions(): Actions

  /** What this was for is over; nothing is carried out any more. */
  protected abstract ended(fault?: SluiceError): void

  /** Carries out what it asks for at its birth. */
  protected start(): void {
    this.#actions = this.actions()
    this.feed(In.Timeout, {})
  }

  /** It stays until it is over. */
  protected keep(): void {
    busy.add(this)
  }

  /** One input, then all its effects, before the next: what comes meanwhile waits. */
  readonly feed: Feed = (kind, fields) => {
    if (this.#isOver) return
    this.#waiting.push([kind, fields])
    if (!this.#isBusy) this.#drain()
  }

  #drain(): void {
    this.#isBusy = true
    let delay = 0
    try {
      for (let next; (next = this.#waiting.shift());)
        delay = this.#core.feed(this.#id, next[0], now(), next[1])
    } catch (error) {
      // The module itself has failed, which nothing that it has begun survives.
      return this.#end(fault(error))
    } finally {
      this.#isBusy = false
    }
    if (delay === over) return this.#end()
    clearTimeout(this.#timer)
    this.#timer = undefined
    // One millisecond on top, as the module's time is cut down to whole ones.
    if (delay < Infinity)
      this.#timer = setTimeout(() => {
        this.#timer = undefined
        this.feed(In.Timeout, {})
      }, delay + 1)
  }

  #end(error?: SluiceError): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const request of this.#requests.values()) request.leave()
    this.#requests.clear()
    busy.delete(this)
    forgotten.unregister(this)
    for (const cleanup of this.cleanups) cleanup()
    this.ended(error)
  }

  /** The one door out of the module, which has no exceptions: none passes through its frames. */
  #act(kind: number, fields: object): void {
    try {
      this.#carryOut(kind, fields)
    } catch (error) {
      this.#refused(kind, fields, error)
    }
  }

  /** What the browser refused in a way that no standard knows; whoever waits for an answer gets it. */
  #refused(kind: number, fields: object, error: unknown): void {
    const { name, message } = describe(error)
    log('warn', `the browser refused effect ${kind}: ${name}`)
    const { op } = fields as Partial<Inputs[In.HttpFailed]>
    if (op === undefined) return
    if (kind === Out.SendHttp) this.feed(In.HttpFailed, { ...fields, text: message } as never)
    else this.feed(In.PeerRefused, { ...fields, name, message, flag: false } as never)
  }

  #carryOut(kind: number, fields: object): void {
    if (kind === Out.SendHttp) {
      const wanted = fields as Effects[Out.SendHttp]
      this.keep()
      const key = keyOf(wanted)
      // What else is asked for than an answer, the core with the extras alone asks for.
      const Kind = (wanted.headers.Accept && this.#core.Stream) || Request
      const request = new Kind(wanted, this.feed, () => this.#requests.delete(key))
      this.#requests.set(key, request)
    } else if (kind === Out.AbortHttp) {
      this.#requests.get(keyOf(fields as Effects[Out.AbortHttp]))?.abort()
    } else if (kind === Out.Log) {
      const { level, text } = fields as Effects[Out.Log]
      log(logLevels[level] ?? 'warn', text)
    } else {
      this.#actions[kind as keyof Effects]?.(fields as never)
    }
  }
}

const now = () => performance.now()

const keyOf = ({ attempt, op }: Effects[Out.AbortHttp]) => `${attempt}/${op}`

function fault(error: unknown): SluiceError {
  const { name, message } = describe(error)
  return new SluiceError({
    code: 'internal.fault',
    blame: 'internal',
    retryable: false,
    message: 'Sluice itself has failed.',
    detail: `${name}: ${message}`,
  })
}
