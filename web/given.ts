// What an app gives: options that are copied before anything else, and values that become JSON.
import { describe } from './browser/boundary'
import { SluiceError, stateError } from './error'
import { checkOption, isOfModule, isOption } from './option_names'

const unreadable = (what: string, error: unknown) =>
  error instanceof SluiceError
    ? error
    : stateError('config.invalid', `${what} cannot be read.`, describe(error).message)

/**
 * The own, safe keys of what the app gave, so that its object is never changed; null is absent.
 * @throws SluiceError config.invalid where a getter throws
 */
export function ownCopy(given: object, isNeeded = (_key: string) => true): Record<string, unknown> {
  const unsafe = ['__proto__', 'constructor', 'prototype']
  const copy: Record<string, unknown> = {}
  let name = 'What was given'
  try {
    for (const key of Object.keys(given)) {
      if (unsafe.includes(key)) continue
      name = `The option ${key}`
      try {
        const value: unknown = given[key as never]
        if (value !== undefined && value !== null) copy[key] = value
      } catch (error) {
        if (isNeeded(key)) throw error
      }
    }
  } catch (error) {
    throw unreadable(name, error)
  }
  return copy
}

/** The same of a client's options. What nobody knows is kept as it is. */
export function ownOptions(given: object): Record<string, unknown> {
  const options = ownCopy(given, isOption)
  for (const [name, value] of Object.entries(options)) checkOption(name, value)
  const { connectionParams } = options
  if (typeof connectionParams !== 'object' || Array.isArray(connectionParams)) return options
  // URLSearchParams, a Map: what has entries, in the way that one has.
  const entries = connectionParams as Partial<Iterable<[string, unknown]>>
  if (typeof entries[Symbol.iterator] !== 'function') return options
  try {
    return {
      ...options,
      connectionParams: Object.fromEntries(entries as Iterable<[string, unknown]>),
    }
  } catch (error) {
    throw unreadable('The option connectionParams', error)
  }
}

const isAscii = (text: unknown) => typeof text !== 'string' || /^[\0-\x7f]*$/.test(text)

/** As the browser writes it; undefined where it is none. */
function urlOf(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** The core knows ASCII alone: an international name in a URL as the browser writes it. */
function asciiUrl(url: unknown): unknown {
  return isAscii(url) ? url : (urlOf(String(url))?.href ?? url)
}

/** The same for a host alone. */
function asciiHost(host: unknown): unknown {
  if (isAscii(host)) return host
  const url = urlOf(`https://${String(host)}`)
  return url && url.href === `https://${url.hostname}/` ? url.hostname : host
}

/**
 * An answer's Location in ASCII. What is past that comes as a character for each byte; the bytes are
 * UTF-8 where they are anything.
 */
export function locationOf({ headers, url }: Response): string {
  const location = headers.get('location') ?? ''
  if (isAscii(location)) return location
  try {
    return new URL(decodeURIComponent(escape(location)), url).href
  } catch {
    return location
  }
}

/**
 * The part of the options that the module reads; query values as the text that they stand for.
 * @throws SluiceError config.invalid for what JSON cannot hold
 */
export function toJson(given: Record<string, unknown>): string {
  try {
    return JSON.stringify(forModule(given), (key, value: unknown) => {
      const isOdd = ['bigint', 'function', 'symbol'].includes(typeof value)
      if (!isOdd && (typeof value !== 'number' || Number.isFinite(value))) return value
      throw stateError('config.invalid', `The option ${key} cannot be ${String(value)}.`)
    })
  } catch (error) {
    throw unreadable('What was given', error)
  }
}

function forModule(given: Record<string, unknown>): object {
  const { connectionParams, recovery, streamManager, rtcConfiguration, iceServers } = given
  const options: Record<string, unknown> = {
    ...Object.fromEntries(Object.entries(given).filter(([key]) => isOfModule(key))),
    host: asciiHost(given.host),
    endpoint: asciiUrl(given.endpoint),
    // A callback is asked before; whether there is one to ask again is the client's own word.
    tokenIsRenewable: given.tokenIsRenewable,
    token: typeof given.token === 'function' ? undefined : given.token,
    // The servers themselves are the browser's to read.
    iceServers:
      (iceServers ?? (rtcConfiguration as RTCConfiguration | undefined)?.iceServers) && [],
  }
  if (typeof streamManager === 'object' && streamManager !== null) {
    const manager = ownCopy(streamManager)
    options.streamManager = { ...manager, url: asciiUrl(manager.url) }
  }
  if (typeof recovery === 'object' && recovery !== null) {
    const { policy, ...limits } = ownCopy(recovery)
    if (policy && typeof policy !== 'function')
      throw stateError('config.invalid', 'The option recovery.policy must be a function.')
    options.recovery = { ...limits, policy: !!policy }
  }
  if (typeof connectionParams !== 'object' || !connectionParams || Array.isArray(connectionParams))
    return options
  const params = Object.entries(ownCopy(connectionParams)).map(([key, value]) => [
    key,
    typeof value === 'number' ? String(value) : value,
  ])
  return { ...options, connectionParams: Object.fromEntries(params) }
}

/**
 * Text that is JSON stands for what it says, as pages send either.
 * @throws SluiceError config.invalid for what JSON cannot hold
 */
export function jsonOf(data: unknown): string {
  if (typeof data !== 'string') {
    try {
      return JSON.stringify(data) ?? 'null'
    } catch {
      throw stateError('config.invalid', 'The value cannot be written as JSON.')
    }
  }
  try {
    JSON.parse(data)
    return data
  } catch {
    return JSON.stringify(data)
  }
}

/** `options` with `changes` in it; a parameter that is only spelt in another way stays as it is. */
export function overlaid(
  options: Record<string, unknown>,
  { connectionParams, ...changes }: { connectionParams?: Record<string, unknown> },
): Record<string, unknown> {
  if (!connectionParams) return { ...options, ...changes }
  const own = { ...(options.connectionParams as Record<string, unknown> | undefined) }
  for (const [key, value] of Object.entries(connectionParams)) {
    if (String(own[key]) !== value) own[key] = value
  }
  return { ...options, ...changes, connectionParams: own }
}
