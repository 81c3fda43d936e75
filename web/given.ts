// What an app gives: options that are copied before anything else, and values that become JSON.
import { stateError } from './error'

/** The own, safe keys of what the app gave, so that its object is never changed; null is absent. */
export function ownCopy(given: object): Record<string, unknown> {
  const unsafe = ['__proto__', 'constructor', 'prototype']
  return Object.fromEntries(
    Object.entries(given).filter(
      ([key, value]) => value !== undefined && value !== null && !unsafe.includes(key),
    ),
  )
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

/** The part of the options that JSON can hold; query values as the text that they stand for. */
export function toJson(given: Record<string, unknown>): string {
  const { connectionParams, recovery, streamManager } = given
  const options: Record<string, unknown> = {
    ...given,
    host: asciiHost(given.host),
    endpoint: asciiUrl(given.endpoint),
  }
  if (typeof streamManager === 'object' && streamManager !== null) {
    const manager = ownCopy(streamManager)
    options.streamManager = { ...manager, url: asciiUrl(manager.url) }
  }
  if (typeof recovery === 'object' && recovery !== null) {
    const { policy, ...limits } = ownCopy(recovery)
    options.recovery = { ...limits, policy: typeof policy === 'function' }
  }
  if (typeof connectionParams !== 'object' || connectionParams === null)
    return JSON.stringify(options)
  const params = Object.entries(ownCopy(connectionParams)).map(([key, value]) => [
    key,
    typeof value === 'number' ? String(value) : value,
  ])
  return JSON.stringify({ ...options, connectionParams: Object.fromEntries(params) })
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
