// @ts-check
import { Problem } from './http.js'

const APP = 'live'
const DEPTH_LIMIT = 5
const NAME_LIMIT = 255

/**
 * Streams live in the scope "live" or in a room of it, "live/room". Inside the cluster a stream is
 * known by its path below "live": "stream1", or "room/stream1". Names have no slash, so nothing is
 * ambiguous.
 *
 * @param {string} scope with or without slashes around it
 * @param {string} name
 * @returns {string} the stream
 */
export function streamIn(scope, name) {
  const [app, ...rooms] = scope.replace(/^\/|\/$/g, '').split('/')
  if (app !== APP)
    throw new Problem(404, 'There is no such application; this cluster has "live" and its rooms.')
  if (rooms.length >= DEPTH_LIMIT || !rooms.every(isName))
    throw new Problem(404, 'There is no such scope.')
  if (!isName(name))
    throw new Problem(400, 'A stream name is 1 to 255 printable characters without a slash.')
  return [...rooms, name].join('/')
}

/**
 * @param {string} stream
 * @returns {{scope: string, name: string}} scope without slashes around it
 */
export function placeOf(stream) {
  const parts = [APP, ...stream.split('/')]
  return { name: parts.pop() ?? '', scope: parts.join('/') }
}

/** @param {string} text one segment, or several with plain slashes */
export function decodePath(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Problem(400, 'The stream name is not valid percent-encoding.')
  }
}

/** @param {string} path */
export function encodePath(path) {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** @param {string} text */
function isName(text) {
  // Two names that URLs would resolve away.
  if (text === '' || text === '.' || text === '..' || text.length > NAME_LIMIT) return false
  // eslint-disable-next-line no-control-regex
  return !/[/\\\u0000-\u001f\u007f]/.test(text)
}
