// Where a stream's playlist is. In TypeScript, though the C++ core checks the same for the other
// clients: HLS is what is left where there is no WebAssembly, or no WebRTC for it to drive.
import type { SluiceError, SluiceErrorCode } from './error'
import { shared } from './hls_shared'

const LONGEST_NAME = 255 // bytes
const LONGEST_URL = 8192
const MANAGER_HTTP_PORT = 5080
const FILE_APIS = ['2.0', '3.1', '4.0']

type Options = Record<string, unknown>

/**
 * The URL of the playlist that these options mean; each name in it is encoded exactly once.
 * @throws SluiceError config.*
 */
export function playlistUrl(options: Options): URL {
  const { endpoint } = options
  const address =
    endpoint == null || endpoint === '' ? addressOf(options) : checkedEndpoint(endpoint)
  const query = queryOf(options)
  const url = new URL(address)
  if (query) url.search += `${url.search ? '&' : '?'}${query}`
  url.hash = ''
  if (url.href.length > LONGEST_URL) throw invalid('the address is longer than 8192 bytes')
  if (shared.isSecurePage && url.protocol === 'http:' && !isLoopback(url.hostname))
    throw shared.stateError(
      'config.insecure',
      "A secure page cannot reach a server without TLS: go through the stream manager's proxy.",
    )
  return url
}

function addressOf(options: Options): string {
  const { streamManager } = options
  const base =
    streamManager == null || streamManager === false
      ? serverOf(options)
      : managerOf(options, streamManager)
  const app = textOf(options, 'app') ?? 'live'
  const scope = app.split('/').map((part) => encoded(part, 'config.app_invalid', part === ''))
  const name = textOf(options, 'streamName')
  if (!name)
    throw shared.stateError('config.stream_missing', 'No stream name is given.', 'set streamName')
  return `${base}/${scope.join('/')}/${encoded(name, 'config.stream_invalid')}.m3u8`
}

/** The server itself, as the other clients reach it. */
function serverOf(options: Options): string {
  const protocol = textOf(options, 'protocol') ?? 'https'
  const secure = protocol !== 'http' && protocol !== 'ws'
  const port = portOf(options, 'port') ?? (secure ? 443 : 80)
  return originOf(secure, textOf(options, 'host'), port)
}

/** The manager's calls for files; where it answers is where lookups go too. */
function managerOf(options: Options, given: unknown): string {
  if (given !== true && typeof given !== 'object')
    throw invalid('streamManager must be true or an object')
  const manager = given === true ? {} : shared.ownCopy(given as object)
  const api = textOf(manager, 'api') ?? '4.0'
  if (!FILE_APIS.includes(api))
    throw invalid('of the managers only 2.0, 3.1 and 4.0 have playlists: set endpoint')
  const url = textOf(manager, 'url')
  const port =
    portOf(manager, 'port') ??
    (shared.isSecurePage ? 443 : (portOf(options, 'httpport') ?? MANAGER_HTTP_PORT))
  const base =
    url === undefined
      ? originOf(shared.isSecurePage, textOf(options, 'host'), port)
      : checkedEndpoint(url).replace(/[?#].*/, '')
  return `${base.replace(/\/$/, '')}/streammanager/api/${api}/file`
}

function originOf(secure: boolean, host: string | undefined, port: number): string {
  if (!host)
    throw shared.stateError('config.host_missing', 'No host is given.', 'set host, or endpoint')
  const origin = `${secure ? 'https' : 'http'}://${host}:${port}`
  // A parser would take much more for a host, and the rest for something else.
  if (/^([\w.\u0080-\uffff-]+|\[[\da-f:.]+\])$/i.test(host) && parsed(origin)) return origin
  throw shared.stateError(
    'config.host_invalid',
    'The host is not a host name or an IP address.',
    'give the name or address alone, without port or path',
  )
}

function checkedEndpoint(given: unknown): string {
  const text = typeof given === 'string' ? given : ''
  const odd = /[\s\\]/.test(text) || hasControl(text) || text.length > LONGEST_URL
  const url = !odd && /^https?:\/\//i.test(text) && parsed(text)
  if (url && !url.username && !url.password) return text
  throw shared.stateError(
    'config.endpoint_invalid',
    'The endpoint is not a usable http or https URL.',
  )
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function queryOf(options: Options): string {
  const { connectionParams } = options
  if (connectionParams == null) return ''
  if (typeof connectionParams !== 'object') throw invalid('connectionParams must be an object')
  const pairs = Object.entries(shared.ownCopy(connectionParams)).filter(
    ([, value]) => value !== null,
  )
  if (pairs.some(([, value]) => !['string', 'number', 'boolean'].includes(typeof value)))
    throw invalid('each of connectionParams must be a string, a whole number or a boolean')
  const encode = (value: unknown) => encodeURIComponent(wellFormed(String(value)))
  return pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')
}

function textOf(options: Options, key: string): string | undefined {
  const value = options[key] ?? undefined
  if (value !== undefined && typeof value !== 'string') throw invalid(`${key} must be a string`)
  return value || undefined // the fields of settings pages are empty
}

function portOf(options: Options, key: string): number | undefined {
  const value = options[key] ?? undefined
  if (value === undefined || value === '') return undefined
  const port = /^\d{1,5}$/.test(String(value)) ? Number(value) : 0
  if (port < 1 || port > 65535 || typeof value === 'object')
    throw invalid(`${key} must be a whole number from 1 to 65535`)
  return port
}

/** One segment of a path; proxies decode more than once, so what is hidden by encoding counts too. */
function encoded(
  name: string,
  code: 'config.app_invalid' | 'config.stream_invalid',
  isEmpty = false,
): string {
  const plain = name.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  const fault = isEmpty ? 'it has an empty part' : faultOf(name) || faultOf(plain)
  if (!fault) return encodeURIComponent(name)
  const what = code === 'config.app_invalid' ? 'The app' : 'The stream name'
  throw shared.stateError(code, `${what} cannot be used.`, fault)
}

function faultOf(name: string): string {
  if (new TextEncoder().encode(name).length > LONGEST_NAME) return 'it is longer than 255 bytes'
  if (hasControl(name)) return 'it holds a control character'
  if (name === '.' || name === '..') return 'it is a relative path'
  if (/[/\\]/.test(name)) return 'it holds a slash or a backslash'
  return wellFormed(name) === name ? '' : 'it is not well-formed text'
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\x7f')
}

/** Halves of a character, which no encoding can write, are replaced. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)
}

function invalid(detail: string): SluiceError {
  const code: SluiceErrorCode = 'config.invalid'
  return shared.stateError(code, 'An option has a value that cannot be used.', detail)
}
