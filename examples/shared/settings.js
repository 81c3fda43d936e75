// What the pages remember between them: one object, in this tab's sessionStorage, under one key.
// Whatever is read back is checked field by field, because anything may have written it. The page's
// address never sets any of it, so that a crafted link cannot point someone's camera elsewhere.

const key = 'sluice.examples.settings'

export const protocols = ['http', 'https']
export const transports = [
  { id: 'whip', label: 'WHIP / WHEP' },
  { id: 'socket', label: 'WebSocket' },
]
export const resolutions = ['640x360', '854x480', '1280x720', '1920x1080']
export const frameRates = [15, 24, 30, 60]
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

// Each rule turns an input into the value to keep, or throws the sentence that the form shows.
const rules = {
  protocol: oneOf(protocols),
  host: text(
    253,
    /^([a-z\d]([a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])$/i,
    'Enter a host name or address.',
  ),
  port: integer(1, 65535),
  app: path(120, 'Use plain names, with “/” between them.'),
  streamName: name(128),
  transport: oneOf(transports.map((transport) => transport.id)),
  endpoints: integer(1, 16),
  region: text(64, /^[\w.-]*$/, 'Use letters, digits, “-”, “_” and “.” only.'),
  camera: oneOf([true, false]),
  microphone: oneOf([true, false]),
  resolution: oneOf(resolutions),
  frameRate: oneOf(frameRates),
  videoBitrate: integer(50, 20000),
  audioBitrate: integer(6, 510),
  logLevel: oneOf(logLevels),
  recording: oneOf([true, false]),
  // Whether the reader has named the server, and not the page's own address stands for it.
  serverNamed: oneOf([true, false]),
}

/** The server that served this page is the one to try first. */
export function defaultSettings(from = globalThis.location) {
  const secure = from?.protocol === 'https:'
  return {
    protocol: secure ? 'https' : 'http',
    host: from?.hostname || 'localhost',
    port: Number(from?.port) || (secure ? 443 : 80),
    app: 'live',
    streamName: 'stream1',
    transport: 'whip',
    region: '',
    endpoints: 2,
    camera: true,
    microphone: true,
    resolution: '1280x720',
    frameRate: 30,
    videoBitrate: 750,
    audioBitrate: 56,
    logLevel: 'warn',
    recording: true,
    serverNamed: false,
  }
}

/** @returns {{ value: unknown } | { problem: string }} */
export function checkSetting(field, input) {
  try {
    return { value: rules[field](input) }
  } catch (error) {
    return { problem: error.message }
  }
}

export function loadSettings(storage = tabStorage()) {
  const settings = defaultSettings()
  let stored
  try {
    stored = JSON.parse(storage?.getItem(key) ?? 'null')
  } catch {
    stored = null
  }
  if (typeof stored !== 'object' || stored === null) return settings
  for (const field of Object.keys(rules)) {
    if (!Object.hasOwn(stored, field)) continue
    const checked = checkSetting(field, stored[field])
    if (!checked.problem) settings[field] = checked.value
  }
  return settings
}

/** @returns {boolean} whether the browser kept them; some private modes refuse. */
export function saveSettings(settings, storage = tabStorage()) {
  try {
    storage.setItem(key, JSON.stringify(settings))
    return true
  } catch {
    return false
  }
}

export function forgetSettings(storage = tabStorage()) {
  try {
    storage.removeItem(key)
  } catch {
    // Nothing was kept, so there is nothing to forget.
  }
}

/**
 * What the reader has typed as a server's address; https is meant where no protocol stands.
 * @returns {{ value: { protocol: string, host: string, port: number } } | { problem: string }}
 */
export function checkAddress(input) {
  const problem = 'Enter the address of a server, such as https://media.example.com.'
  const given = input.trim()
  let url
  try {
    url = new URL(/^[a-z]+:\/\//i.test(given) ? given : `https://${given}`)
  } catch {
    return { problem }
  }
  const protocol = url.protocol.slice(0, -1)
  const isAddress = url.origin === url.href.replace(/\/$/, '')
  if (!isAddress || !protocols.includes(protocol)) return { problem }
  const host = checkSetting('host', url.hostname)
  if (host.problem) return { problem }
  const port = Number(url.port) || { http: 80, https: 443 }[protocol]
  return { value: { protocol, host: host.value, port } }
}

/** `http://localhost:8088`: what the reader must see before anything is sent there. */
export function serverAddress({ protocol, host, port }) {
  const usual = { http: 80, https: 443 }[protocol]
  return `${protocol}://${host}${port === usual ? '' : `:${port}`}`
}

// Reading the property itself throws where storage is blocked.
function tabStorage() {
  try {
    return globalThis.sessionStorage
  } catch {
    return undefined
  }
}

function oneOf(choices) {
  return (input) => {
    if (!choices.includes(input)) throw new Error('Choose one of the listed values.')
    return input
  }
}

function text(longest, pattern, problem) {
  return (input) => {
    const value = typeof input === 'string' ? input.trim() : null
    if (value === null || value.length > longest || !pattern.test(value)) throw new Error(problem)
    return value
  }
}

function integer(least, most) {
  return (input) => {
    const value =
      typeof input === 'string' && /^\d{1,6}$/.test(input.trim()) ? Number(input) : input
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new Error(`Enter a whole number from ${least} to ${most}.`)
    }
    return value
  }
}

// A name is one step of a URL's path: without a separator, an escape or a control character in it.
function name(longest) {
  const check = text(longest, /^[^/\\?#%\p{Cc}]+$/u, 'Enter a name without / \\ ? # or %.')
  return (input) => {
    const value = check(input)
    if (value === '.' || value === '..') throw new Error('Enter a name other than “.” or “..”.')
    return value
  }
}

function path(longest, problem) {
  const step = name(longest)
  return (input) => {
    if (typeof input !== 'string' || input.length > longest) throw new Error(problem)
    try {
      return input.trim().split('/').map(step).join('/')
    } catch {
      throw new Error(problem)
    }
  }
}
